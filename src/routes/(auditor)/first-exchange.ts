/** What a tablet that knows nobody yet says when its first exchange comes to nothing. */
import type { ExchangeFailure } from '#lib/client/sync.ts';
import type { Problem } from '#lib/domain/problem.ts';

export interface FirstTrouble {
	readonly title: string;
	readonly words: string;
	/** What the person can do here about it. */
	readonly next: 'sign_in' | 'start_page' | 'again';
}

const NOT_FETCHED = 'We could not fetch your plans';

/** Gives what stood in the way, and what its person can do about it. */
export function firstTrouble(failure: ExchangeFailure): FirstTrouble {
	switch (failure.state) {
		case 'sign_in':
			return {
				title: 'Sign in to see your audits',
				words: 'Once you have signed in here, your plans open without a network too.',
				next: 'sign_in'
			};
		case 'no_network':
			return {
				title: 'No network',
				words:
					'The first time, this tablet needs the network: to know who you are, and to fetch your plans. After that it works without.',
				next: 'again'
			};
		case 'not_ours':
			return {
				title: NOT_FETCHED,
				words: 'The network here answers in our place. It may want you to sign in to it first. Then try again.',
				next: 'again'
			};
		case 'other_person':
			return {
				title: 'Somebody else is signed in',
				words: 'This tablet is signed in as somebody else. Sign in as yourself to see your audits.',
				next: 'sign_in'
			};
		case 'revoked':
			return {
				title: 'This tablet may not be used',
				words:
					'Your team has ended the use of this tablet. If that is wrong, ask the person who coordinates the audits in your area.',
				next: 'start_page'
			};
		case 'server_failed':
			return {
				title: NOT_FETCHED,
				words:
					'Your team’s server cannot answer just now. Nothing is wrong with this tablet. Try again in a few minutes.',
				next: 'again'
			};
		case 'not_saved':
			return {
				title: NOT_FETCHED,
				words: 'This tablet could not write down the reply. It may be short of space. Free some space and try again.',
				next: 'again'
			};
		case 'turned_away':
			return refusedWith(failure.problem);
	}
}

/** What a refusal means on a tablet that has sent nothing yet; the catalogue's words are for a desk, or for an audit on its way. */
function refusedWith({ code, message }: Problem): FirstTrouble {
	switch (code) {
		case 'thing.not_found':
			return {
				title: 'No audits for you here',
				words:
					'You are signed in, but not as an auditor. If that is wrong, ask the person who coordinates the audits in your area.',
				next: 'start_page'
			};
		// Tablet and server are of releases that do not know each other yet; loading the page again would change nothing.
		case 'request.malformed':
			return {
				title: NOT_FETCHED,
				words:
					'Your team’s server cannot read what this tablet sends. It may need an update. Try again later, or tell the person who coordinates the audits in your area.',
				next: 'again'
			};
		// Next to nothing was sent: what found it too large, or of another kind, stands between here and the server.
		case 'request.too_large':
		case 'request.wrong_type':
			return {
				title: NOT_FETCHED,
				words:
					'Something in the network here stops or changes what this tablet sends. Try another network, or tell the person who coordinates the audits in your area.',
				next: 'again'
			};
		case 'request.cross_site':
			return {
				title: NOT_FETCHED,
				words:
					'Your team’s server does not know this address as its own. Open the address that you were given by your team. If that does not help, tell the person who coordinates the audits in your area.',
				next: 'again'
			};
		default:
			return { title: NOT_FETCHED, words: message, next: 'again' };
	}
}
