/** A try to open a vault: whether it may be made now, and how it ended. */
import type { Instant } from '#lib/domain/plain-date.ts';
import { leaseLeft, tryVerdict } from '#lib/domain/vault.ts';
import type { KeptVault } from './vaults.ts';

/** How a try to unlock ended. */
export type Tried =
	| { readonly state: 'open' }
	| { readonly state: 'wrong' }
	/** Milliseconds until the next try. */
	| { readonly state: 'wait'; readonly left: number }
	/** Sign in online first: too many wrong tries, or too long without the team. */
	| { readonly state: 'sign_in'; readonly because: 'tries' | 'lease' }
	/** This browser cannot work out the key of an Argon2id wrap. */
	| { readonly state: 'no_webassembly' }
	/** The key that was handed over opens nothing here. What is kept stays as it was. */
	| { readonly state: 'other_key' }
	/** Nothing came of a passkey: turned away by the person, or not one of ours. */
	| { readonly state: 'no_passkey' }
	/** What is kept could not be read or written. Nothing is lost. */
	| { readonly state: 'failed'; readonly error: unknown };

/** Gives why a passphrase may not be tried now; null where it may. */
export function refusal(
	{ wrong, lease, locks }: Pick<KeptVault, 'wrong' | 'lease' | 'locks'>,
	now: Instant
): Tried | null {
	if (leaseLeft(locks, lease, now) === 0) return { state: 'sign_in', because: 'lease' };
	const verdict = tryVerdict(wrong, now);
	if (verdict.state === 'wait') return verdict;
	return verdict.state === 'sign_in' ? { state: 'sign_in', because: 'tries' } : null;
}

/** Makes a try and gives how it ended. Never rejects. */
export async function tried(act: () => Promise<Tried>): Promise<Tried> {
	try {
		return await act();
	} catch (error) {
		if (error instanceof Error && error.name === 'NoWebAssembly') return { state: 'no_webassembly' };
		return { state: 'failed', error };
	}
}
