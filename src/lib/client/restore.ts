/**
 * Audits that have gone from this tablet, brought back from the copies that the team keeps: the way of a draft that goes on on another tablet.
 * Copies are sealed with the vault's key, so only the same passphrase opens them.
 */
import type { Instant } from '#lib/domain/plain-date.ts';
import { CLAIMS_LIMIT } from '#lib/domain/sync.ts';
import type { Marker } from './marker.ts';
import { readAll, readIds } from './records.ts';
import { exchange, type ExchangeFailure } from './sync.ts';
import type { Tablet } from './tablet.ts';
import * as workload from './workload.ts';

/** What came of it, for each plan that was noted to be here. */
export interface Restored {
	readonly state: 'restored';
	/** Here again, as they were when their copy was made. */
	readonly back: readonly { readonly planRef: string; readonly savedAt: Instant }[];
	/** The team had them by then. */
	readonly sent: readonly string[];
	/** There is no copy that this vault opens. */
	readonly gone: readonly string[];
	/** How many are not with this person any more. */
	readonly others: number;
}

/** Brings back what can be. Drafts that other tablets hold, and that never were here, stay where they are. Never rejects over the network. */
export async function restore(tablet: Tablet, { plans }: Marker): Promise<Restored | ExchangeFailure> {
	const asked = new Set<string>();
	for (let claims: string[] = []; ;) {
		const outcome = await exchange(tablet, claims);
		if (outcome.state !== 'done') return outcome;
		for (const id of claims) asked.add(id);
		const away = await readIds(tablet.db, 'elsewhere');
		// As many as one exchange takes; the rest with the next.
		claims = away.filter((id) => !asked.has(id) && (plans?.includes(id) ?? true)).slice(0, CLAIMS_LIMIT);
		if (claims.length === 0) break;
	}
	const [summaries, drafts, backups] = await Promise.all([
		workload.list(tablet),
		readIds(tablet.db, 'drafts'),
		readAll(tablet.db, 'backups')
	]);
	const known = new Map(summaries.map((summary) => [summary.assignmentId, summary]));
	const savedAt = new Map(backups.map((backup) => [backup.assignmentId, backup.savedAt]));
	const [back, sent, gone]: [Restored['back'][number][], string[], string[]] = [[], [], []];
	let others = 0;
	for (const id of plans ?? drafts) {
		const summary = known.get(id);
		if (!summary) {
			others += 1;
			continue;
		}
		const { planRef } = summary.item;
		if (drafts.includes(id)) back.push({ planRef, savedAt: savedAt.get(id) ?? tablet.now() });
		else if (summary.state === 'sent') sent.push(planRef);
		else gone.push(planRef);
	}
	return { state: 'restored', back, sent, gone, others };
}
