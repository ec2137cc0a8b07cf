/** How the tablet speaks of an audit that is brought here by another passphrase. */
import type { Brought } from '#lib/client/other-copy.ts';
import { exchangeWords } from './words.ts';

/** Gives what kept it from coming, and what to do; null where it is here. */
export function broughtWords(brought: Brought): string | null {
	switch (brought.state) {
		case 'here':
			return null;
		case 'wrong':
			return 'This passphrase does not open that copy. Look at your note and try again';
		case 'gone':
			return 'That copy is not there any more. The audit was sent or handed back on another tablet';
		case 'other_tab':
			return 'This audit is open in another tab. Close it there, then try again';
		case 'no_webassembly':
			return 'This browser is set up too strictly. Turn off lockdown mode for Golden Thread and try again';
		case 'no_network':
			return 'You need the network for this. Connect, then try again. Nothing has changed';
		case 'sign_in':
			return 'Sign in first, then try again. Nothing has changed';
		case 'not_saved':
			return 'This tablet could not save it. Free some space and try again. Nothing is lost';
		case 'server_failed':
			return 'The team’s server cannot answer just now. Try again in a few minutes. Nothing has changed';
		default:
			return exchangeWords(brought) ?? 'That did not work. Nothing has changed. Tell your coordinator';
	}
}
