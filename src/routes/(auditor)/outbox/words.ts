/** How the sending page speaks: what an ending asks of the person, and what a refusal is about. */
import type { ExchangeOutcome } from '#lib/client/sync.ts';
import type { Problem } from '#lib/domain/problem.ts';

/** Gives what to do after an exchange that did not happen; empty where it goes on by itself. */
export function helpAfter(outcome: ExchangeOutcome | null): string {
	switch (outcome?.state) {
		case 'sign_in':
			return 'Sign in as the same person. What waits here then goes by itself.';
		case 'not_ours':
			return 'Open any other page in a new tab. Sign in to the network there, come back, and send again.';
		case 'turned_away':
			return 'Keep this tablet as it is. If it stays like this, tell your coordinator.';
		default:
			return '';
	}
}

/** What is to be put right in an answer, by the code that came from the server beside its question. */
const faults: Readonly<Record<string, string>> = {
	'answer.missing': 'it has no answer',
	'note.missing': 'the note is missing',
	'note.too_long': 'the note is too long'
};

/** Gives one line of a refusal's details in words: the question, and what is wrong with it. */
export function detailWords({ code }: Problem, line: string): string {
	if (code === 'note.identifier')
		return line === 'words' ? 'What you wrote to the coordinator' : `The note to question ${line}`;
	const [, field, fault = ''] = /^([^:]+): (.+)$/.exec(line) ?? [];
	return field && faults[fault] ? `Question ${field}: ${faults[fault]}` : line;
}
