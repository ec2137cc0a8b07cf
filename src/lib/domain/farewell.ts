/**
 * What a revoked tablet sends once before it empties itself: everything that it had not sent, sealed as it lay there. The coordinator decides
 * whether it is taken.
 */
import * as z from 'zod';
import { DraftBackup } from './draft-backup.ts';
import { Hash, Id } from './ids.ts';
import { SealedTo } from './sealed.ts';

/** Bytes of a farewell's body. */
export const FAREWELL_LIMIT = 2 * 1024 * 1024;

export const Farewell = z.strictObject({
	deviceId: Id,
	entries: z.array(z.strictObject({ entryId: Id, contentHash: Hash, sealed: SealedTo })).max(200),
	backups: z.array(DraftBackup).max(50)
});
export type Farewell = z.infer<typeof Farewell>;
