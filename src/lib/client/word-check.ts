/** The check of what is written for what points to a person. Its rules are loaded when they are first wanted, not with the first page. */
import type { Identifier } from '#lib/domain/identifier-check.ts';
import { londonDate, type Instant } from '#lib/domain/plain-date.ts';
import type { Violation } from '#lib/domain/problem.ts';
import type { Submission } from '#lib/domain/submission.ts';
import type { WorkloadItem } from '#lib/domain/sync.ts';

const rules = () => import('#lib/domain/identifier-check.ts');

/** What the check knows of a plan: the setting's name is the only name that the tablet holds of it. */
function known({ settingName }: Pick<WorkloadItem, 'settingName'>, now: Instant) {
	return { today: londonDate(now), names: settingName === null ? [] : [settingName] };
}

/** Gives what in a text looks as if it pointed to a person. */
export async function check(
	text: string,
	item: Pick<WorkloadItem, 'settingName'>,
	now: Instant = new Date().toISOString()
): Promise<Identifier[]> {
	return (await rules()).identifiersIn(text, known(item, now));
}

/** Gives the notes that nobody has put right or confirmed yet, as of a moment, in the order of the answers. */
export async function noteViolations(
	{ answers, confirmed = {} }: Pick<Submission, 'answers' | 'confirmed'>,
	item: Pick<WorkloadItem, 'settingName'>,
	now: Instant
): Promise<Violation[]> {
	const { identifierKinds, notesWithFinds } = await rules();
	return notesWithFinds(answers, confirmed, known(item, now)).flatMap(({ criterionId, open }) => {
		const kinds = [...new Set(open.map(({ kind }) => identifierKinds[kind]))];
		if (kinds.length === 0) return [];
		return [
			{ field: criterionId, code: 'note.identifier', message: `The note has what looks like ${kinds.join(', ')}` }
		];
	});
}
