/**
 * What lets a locked tablet ask for the passphrase before the app has started (static/first-look.js): a note outside the databases that
 * says until when a passphrase may be tried. Nothing depends on it: where it is wrong, the app shows what is so as soon as it runs.
 */
import type { Instant } from '#lib/domain/plain-date.ts';
import { leaseLeft } from '#lib/domain/vault.ts';
import type { Notes } from './marker.ts';
import { refusal } from './tries.ts';
import type { KeptVault } from './vaults.ts';

/** Written out in static/first-look.js too. */
const KEY = 'golden-thread-locked-until';

/** Notes how a tablet will start the next time; `kept`: the vault of whoever works on it, null where there is none. */
export function noteFirstLook(
	notes: Notes,
	kept: Pick<KeptVault, 'locks' | 'lease' | 'wrong'> | null,
	now: Instant
): void {
	const left = kept && refusal(kept, now)?.state !== 'sign_in' ? leaseLeft(kept.locks, kept.lease, now) : 0;
	try {
		if (left === 0) notes.removeItem(KEY);
		else notes.setItem(KEY, new Date(Date.parse(now) + left).toISOString());
	} catch {
		// A browser that keeps no notes: it starts as it always did.
	}
}
