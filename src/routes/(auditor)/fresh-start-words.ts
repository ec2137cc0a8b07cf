/** How the tablet speaks of what is on it while nobody can open it. */
import type { Remains } from '#lib/client/fresh-start.ts';

const counted = (count: number, one: string, more: string) => `${count} ${count === 1 ? one : more}`;

/** Gives "1 audit" or "3 audits". */
export function auditsWords(count: number): string {
	return counted(count, 'audit', 'audits');
}

/** Gives "1 audit or message" or "2 audits or messages": what is told to the team, of whatever kind. */
export function lettersWords(count: number): string {
	return counted(count, 'audit or message', 'audits or messages');
}

/** Gives what nobody can bring back without the old words, "3 audits that I began"; null where that is nothing. */
export function lossWords({ copied, single, aside }: Remains): string | null {
	const begun = copied + single;
	const parts = [
		begun > 0 && `the ${begun === 1 ? 'audit' : auditsWords(begun)} that I began here`,
		aside > 0 && `what was kept aside of ${counted(aside, 'plan', 'plans')}`
	].filter((part) => part !== false);
	return parts.length > 0 ? parts.join(', and ') : null;
}
