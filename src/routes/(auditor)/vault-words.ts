/** How the tablet speaks of its lock. */
import type { LockedBecause, Tried } from '#lib/client/door.svelte.ts';

/** What a locked tablet says when it is started; the first look says it before the app runs. */
export const atStart = {
	title: 'Golden Thread is locked',
	told: 'Your audits are on this tablet, locked.',
	act: 'Unlock',
	acting: 'Unlocking…',
	slow: 'This takes longer than usual. Load this page again. Your audits are safe on this tablet.'
} as const;

/** Gives "1 minute" or "4 minutes", rounded up; below one, seconds. */
export function waitWords(ms: number): string {
	const seconds = Math.max(1, Math.ceil(ms / 1000));
	if (seconds < 60) return `${seconds} ${seconds === 1 ? 'second' : 'seconds'}`;
	const minutes = Math.ceil(seconds / 60);
	return `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`;
}

/** Gives what came of a try, and what to do; null where the vault is open. */
export function triedWords(tried: Tried): string | null {
	switch (tried.state) {
		case 'open':
			return null;
		case 'wrong':
			return 'This is not your passphrase. Look at your note and try again';
		case 'wait':
			return `Too many wrong tries. Wait ${waitWords(tried.left)}, then try again. Nothing was deleted`;
		case 'sign_in':
			return tried.because === 'lease'
				? 'This tablet has not met the team for too long. Connect to the network and sign in first'
				: 'There were too many wrong tries. Connect to the network and sign in first. Nothing was deleted';
		case 'no_webassembly':
			return 'This browser is set up too strictly to unlock. Turn off lockdown mode for Golden Thread and try again';
		case 'no_passkey':
			return 'That did not work. Use your passphrase';
		case 'other_key':
			return 'The key that came does not fit this tablet. Go back and ask for help again. Nothing is lost';
		case 'failed':
			return 'This tablet could not read or save what it needs. Free some space and try again. Nothing is lost';
	}
}

/** Gives why it is locked, where that needs saying. `saved`: whether everything that was open is on disk. */
export function lockedWords(because: LockedBecause, saved: boolean): string | null {
	const kept = saved ? 'What you wrote is saved.' : null;
	switch (because) {
		case 'idle':
			return ['It locked by itself, because nobody used it for a while.', kept].filter(Boolean).join(' ');
		case 'asked':
		case 'other_tab':
			return kept;
		case 'start':
			return null;
	}
}
