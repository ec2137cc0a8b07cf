/** What should be on this tablet, counted outside its database for the day on which that has gone, and what is done then. */
import { liveQuery } from 'dexie';
import * as marker from './marker.ts';
import * as outbox from './outbox.ts';
import { readIds } from './records.ts';
import type { Restored } from './restore.ts';
import { noNetwork, now, running, stopFollowing } from './running.ts';
import type { ExchangeFailure } from './sync.ts';
import type { Tablet } from './tablet.ts';
import { state } from './this-tablet.svelte.ts';

/** Notes outside the database how much is in it, whenever that changes. */
export function follow(tablet: Tablet): void {
	stopFollowing();
	const following = liveQuery(async () => {
		const drafts = await readIds(tablet.db, 'drafts');
		const waiting = (await outbox.list(tablet)).filter((entry) => !outbox.isNote(entry));
		const sent = waiting.flatMap(({ entry: { body } }) => (body.kind === 'submission' ? [body.submission] : []));
		const plans = [...drafts, ...sent.map(({ assignmentId }) => assignmentId)];
		return { drafts: drafts.length, waiting: waiting.length, plans };
	}).subscribe({
		next(counts) {
			state.damaged = tablet.db.damaged.size;
			// What went missing stays noted until somebody said that they know.
			if (state.lost) return;
			marker.note(localStorage, tablet.personId, { vaultId: tablet.vault.vaultId, ...counts, at: now() });
		}
	});
	running.unfollow = () => following.unsubscribe();
}

/** Sees whether something is missing. `there`: whether the vault's database has anything in it. */
export function look(personId: string, there: boolean): void {
	state.lost = marker.missing(marker.expected(localStorage, personId), there);
}

/** Keeps in mind that something is missing: the next exchange brings plans, and by then it would be taken for there. */
export function keepInMind(personId: string): void {
	if (state.lost) marker.note(localStorage, personId, { ...state.lost, gone: true });
}

/** Brings back what the team keeps of the audits that have gone. */
export async function bringBack(): Promise<Restored | ExchangeFailure> {
	const { standing, lost } = state;
	if (standing.state !== 'ready' || !lost) return noNetwork;
	return import('./restore.ts').then(
		({ restore }) => restore(standing.tablet, lost),
		() => noNetwork
	);
}

/** The person knows that records have gone from this tablet. */
export function knowsOfLoss(): void {
	if (state.standing.state !== 'ready') return;
	state.lost = null;
	follow(state.standing.tablet);
}
