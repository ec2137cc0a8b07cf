/** How the ready page speaks of each thing: what is so, and what to do where it is not. */
import { SPACE_NEEDED, type ReadinessFacts, type Step, type StepId, type StepState } from '#lib/domain/readiness.ts';
import { momentOf } from '../words.ts';

export interface StepWords {
	readonly title: string;
	readonly says: string;
	/** What to do; empty where nothing is. */
	readonly todo: string;
}

export const stateWords: Readonly<Record<StepState, { readonly shape: string; readonly word: string }>> = {
	ready: { shape: '✓', word: 'Ready' },
	to_do: { shape: '▲', word: 'To do' },
	unknown: { shape: '○', word: 'Not known' }
};

/** Gives "4.2 GB" or "35 MB". */
function bytes(count: number): string {
	return count >= 1e9 ? `${(count / 1e9).toFixed(1)} GB` : `${Math.max(1, Math.round(count / 1e6))} MB`;
}

/** Gives "7 minutes" or "3 hours" for milliseconds. */
function span(ms: number): string {
	const minutes = Math.round(Math.abs(ms) / 60_000);
	if (minutes < 120) return `${minutes} minutes`;
	const hours = Math.round(minutes / 60);
	return hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`;
}

const plans = (count: number) => (count === 1 ? 'plan' : 'plans');

const words: Readonly<Record<StepId, (facts: ReadinessFacts, state: StepState) => StepWords>> = {
	lost: () => ({
		title: 'Your answers',
		says: 'Something that was saved here is gone from this tablet.',
		todo: 'Connect to the network and open your audits: what the team keeps for you comes back.'
	}),
	installed: ({ installed }, state) => ({
		title: 'On the home screen',
		says: installed ? 'You opened it from the home screen.' : 'You opened it in a browser tab.',
		todo:
			state === 'to_do'
				? 'On an iPad, audit only in the app on the home screen. Safari forgets what a tab saved after a week.'
				: state === 'unknown'
					? 'That works too. From the home screen it opens with one tap: look in the menu for “Install”.'
					: ''
	}),
	storage: ({ persisted }) => ({
		title: 'Kept for good',
		says: persisted
			? 'This tablet has promised to keep your answers, even when it runs short of space.'
			: 'This tablet has not promised yet to keep your answers when it runs short of space.',
		todo: persisted ? '' : 'Ask it now. If it still says no, put the app on the home screen and ask again there.'
	}),
	space: ({ spaceLeft }, state) => ({
		title: 'Space left',
		says:
			spaceLeft === null
				? 'This browser does not say how much space is left.'
				: `There is room for about ${bytes(spaceLeft)} more. An audit needs less than 1 MB.`,
		todo: state === 'to_do' ? `Free some space on the tablet: ${bytes(SPACE_NEEDED)} is enough.` : ''
	}),
	worker: ({ worker }, state) => ({
		title: 'The app itself',
		says:
			state === 'ready'
				? 'The whole app is on this tablet. It opens without a network.'
				: worker
					? `${worker.cached} of ${worker.of} parts of the app are here.`
					: 'The app is not on this tablet yet.',
		todo: state === 'to_do' ? 'Stay on the network for a minute, then load this page again.' : ''
	}),
	plans: ({ plans: count, withoutQuestions, contactAt }) => ({
		title: 'Plans and questions',
		says:
			contactAt === null
				? 'Your plans are not here yet.'
				: withoutQuestions > 0
					? `The questions for ${withoutQuestions} ${plans(withoutQuestions)} are not here yet.`
					: count > 0
						? `${count} ${plans(count)} and all their questions are here.`
						: 'Nothing is missing. You have no plans to audit at the moment.',
		todo: contactAt === null || withoutQuestions > 0 ? 'Connect to the network: they come by themselves.' : ''
	}),
	vault: ({ vault }) => ({
		title: 'Locked',
		says: vault.set
			? 'What is saved here can only be read with your passphrase.'
			: 'What is saved here has no lock of its own yet.',
		todo: vault.set ? '' : 'Set up your passphrase under “My audits”.'
	}),
	escrow: ({ vault }) => ({
		title: 'If you forget the passphrase',
		says: vault.escrow
			? 'Your coordinator can help you choose new words. When it is locked, tap “I cannot find my words”.'
			: 'The team has no copy of your key yet. What is not sent would be lost.',
		todo: vault.escrow ? '' : 'Connect to the network. If this stays, tell your coordinator.'
	}),
	contact: ({ contactAt }, state) => ({
		title: 'In touch with the team',
		says: contactAt === null ? 'Not in touch yet.' : `Last in touch ${momentOf(contactAt)}.`,
		todo: state === 'to_do' ? 'Connect to the network and open the app. Once a week is enough.' : ''
	}),
	clock: ({ clockOff }, state) => ({
		title: 'The clock',
		says:
			clockOff === null
				? 'It is compared with ours at the next contact.'
				: state === 'ready'
					? 'It is right.'
					: `When we last spoke it was about ${span(clockOff)} ${clockOff > 0 ? 'slow' : 'fast'}.`,
		todo: state === 'to_do' ? 'Let the tablet set its time by itself: Settings, then Date and time.' : ''
	})
};

/** Gives a thing's words. */
export function wordsOf({ id, state }: Step, facts: ReadinessFacts): StepWords {
	return words[id](facts, state);
}
