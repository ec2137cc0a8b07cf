/**
 * What goes on while the vault is locked: letters, copies of drafts and requests that need nothing in it. Receipts are kept as they came and
 * applied at the first exchange after unlocking. And the last post of a tablet that was revoked.
 */
import type { Farewell } from '#lib/domain/farewell.ts';
import type { RecoveryRequest } from '#lib/domain/draft-backup.ts';
import { ENTRIES_LIMIT, EXCHANGE_LIMIT, type ExchangeRequest } from '#lib/domain/sync.ts';
import { asSent } from './backups.ts';
import type { PersonDb } from './db.ts';
import { bytesOf, fitting } from './packing.ts';
import { put, readAll, readIds, remove, write, type Change } from './records.ts';
import { waitsOn } from './replies.ts';
import { asideAsSent } from './left-behind.ts';
import { ask, envelope, heardIn, type ExchangeOutcome, type Heard } from './sync.ts';
import type { Sender } from './tablet.ts';

/**
 * Sends what waits on a locked tablet, in as many requests as it needs. `db` is the locked database; `recovery` says that its person forgot
 * their passphrase. Never rejects: what went wrong is the outcome.
 */
export async function sendWhileLocked(
	sender: Sender,
	db: PersonDb,
	personId: string,
	recovery?: RecoveryRequest
): Promise<ExchangeOutcome> {
	const tried = new Set<string>();
	let [accepted, refused] = [0, 0];
	let heard: Heard | null = null;
	try {
		for (;;) {
			const judged = new Set(await readIds(db, 'receipts'));
			const waiting = (await readAll(db, 'sending')).filter(
				({ entryId }) => !judged.has(entryId) && !tried.has(entryId)
			);
			if (waiting.length === 0 && heard) return { state: 'done', accepted, refused, at: sender.now(), heard };
			const request: ExchangeRequest = {
				...envelope(sender, null, [], []),
				brief: true,
				...(recovery && { recovery })
			};
			let bytes = bytesOf(request);
			for (const letter of waiting.slice(0, ENTRIES_LIMIT)) {
				bytes += bytesOf(letter) + 1;
				if (bytes > EXCHANGE_LIMIT && request.entries.length > 0) break;
				request.entries.push(letter);
			}
			const unsent = (await readAll(db, 'backups')).filter(({ sent }) => !sent);
			const copies = heard ? [] : fitting(request, unsent);
			const answer = await ask(sender, { ...request, ...(copies.length > 0 && { backups: copies.map(asSent) }) });
			if (answer.state !== 'answered') return answer;
			const { reply } = answer;
			if (reply.personId !== personId) return { state: 'other_person', personId: reply.personId };
			const changes: Change[] = [];
			for (const { entryId, contentHash } of request.entries) {
				tried.add(entryId);
				const receipt = reply.receipts.find((one) => one.entryId === entryId && one.contentHash === contentHash);
				if (!receipt || waitsOn(receipt)) continue;
				changes.push(put('receipts', entryId, receipt), remove('sending', entryId));
				if (receipt.outcome === 'accepted') accepted += 1;
				else refused += 1;
			}
			const here = (reply.drafts ?? []).filter((place) => place.here);
			for (const copy of copies) {
				const { assignmentId, vaultId } = copy;
				if (here.some((place) => place.assignmentId === assignmentId && place.vaultId === vaultId))
					changes.push(put('backups', assignmentId, { ...copy, sent: true }));
			}
			await write(db, changes);
			heard = heardIn(reply);
		}
	} catch (error) {
		return { state: 'not_saved', error };
	}
}

/**
 * Sends what a revoked tablet still has, once, locked or open: what was kept aside goes as it lies in the vault. Gives whether it arrived, or
 * there was nobody to take it: then, and not before, the tablet may be emptied.
 */
export async function sayFarewell(sender: Sender, db: PersonDb, vaultId: string): Promise<boolean> {
	try {
		const [letters, copies, aside] = await Promise.all([
			readAll(db, 'sending'),
			readAll(db, 'backups'),
			asideAsSent(db, vaultId)
		]);
		const farewell: Farewell = {
			deviceId: sender.deviceId,
			entries: letters,
			backups: copies.filter(({ sent }) => !sent).map(asSent),
			...(aside.length > 0 && { aside })
		};
		const response = await sender.fetch('/api/tablets/farewell', {
			method: 'POST',
			headers: { 'content-type': 'application/json', accept: 'application/json' },
			body: JSON.stringify(farewell),
			credentials: 'same-origin',
			cache: 'no-store',
			redirect: 'manual'
		});
		return response.status === 204;
	} catch {
		return false;
	}
}
