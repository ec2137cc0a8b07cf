/**
 * What a revoked tablet sends once before it empties itself: everything that it had not sent, sealed as it lay there. The coordinator decides
 * whether it is taken. What no draft takes in then waits, sealed, for another tablet of the same person, which keeps it aside.
 */
import * as z from 'zod';
import { DraftBackup } from './draft-backup.ts';
import { Hash, Id } from './ids.ts';
import { Instant } from './plain-date.ts';
import { SealedText, SealedTo } from './sealed.ts';

/** Bytes of a farewell's body. */
export const FAREWELL_LIMIT = 2 * 1024 * 1024;

export const Farewell = z.strictObject({
	deviceId: Id,
	entries: z.array(z.strictObject({ entryId: Id, contentHash: Hash, sealed: SealedTo })).max(200),
	backups: z.array(DraftBackup).max(50),
	/** What was kept aside on it, each sealed as it lay in the vault. Absent where there is nothing, as servers of before expect. */
	aside: z.array(DraftBackup).max(200).optional()
});
export type Farewell = z.infer<typeof Farewell>;

/** Copies that one exchange asks for, or says that it has. */
export const LEFT_LIMIT = 10;

/** Words of a tablet that was taken off, for which no draft had room: they wait until another tablet of their author has them on its disk. */
export const LeftBehind = z.object({ leftId: Id, assignmentId: Id, vaultId: Id, savedAt: Instant });
export type LeftBehind = z.infer<typeof LeftBehind>;

/** The same with what was typed. `aside`: sealed where it was kept aside; else as a copy of a draft. */
export const LeftWords = LeftBehind.extend({ aside: z.boolean(), sealed: SealedText });
export type LeftWords = z.infer<typeof LeftWords>;

/** What a tablet asks for of that, and what it has on its disk by now, so that the server need not keep it. */
export const LeftRequest = z.strictObject({
	fetch: z.array(Id).max(LEFT_LIMIT),
	kept: z.array(Id).max(LEFT_LIMIT)
});
export type LeftRequest = z.infer<typeof LeftRequest>;
