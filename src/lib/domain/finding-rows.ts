/**
 * The audits beneath a figure, one row each and without a name: the answer, and one of stage, need and agency where it may be shown.
 * Rows tell no more than the figures do: a group is named only where the criterion's figure for that very group is shown, and the
 * rows that name none are what is left when those are taken away.
 */
import {
	dimensionGroups,
	dimensions,
	groupsOfRecord,
	narrowedIn,
	narrowingKey,
	type Dimension,
	type Narrowing
} from './finding-groups.ts';
import { belongs, type HalfYearFindings } from './finding-half-year.ts';
import type { AuditRecord, LevelAnswer } from './findings.ts';

/** What a row says of the answer; `not_in_full` is partly or not met, `not_judged` all that is neither, where these are not split. */
export type RowAnswer =
	| 'met'
	| 'partly'
	| 'not_met'
	| 'not_in_full'
	| 'yes'
	| 'no'
	| 'not_applicable'
	| 'excused'
	| 'cannot_tell'
	| 'unanswered'
	| 'not_judged';

export const rowAnswerLabels: Readonly<Record<RowAnswer, string>> = {
	met: 'Met',
	partly: 'Partly met',
	not_met: 'Not met',
	not_in_full: 'Not met in full',
	yes: 'Yes',
	no: 'No',
	not_applicable: 'Does not apply',
	excused: 'Excused',
	cannot_tell: 'Cannot tell',
	unanswered: 'Not answered',
	not_judged: 'Not judged'
};

/** One audit. A group that is not named is null. */
export interface AuditRow extends Readonly<Record<Dimension, string | null>> {
	readonly answer: RowAnswer;
}

const judged = ['met', 'partly', 'not_met', 'yes', 'no'] as const;

/**
 * Gives the rows of a half-year's audits in a group to which a criterion applied; none where its figure is hidden. `name`: what a
 * row names where it may. Rows stand in the order of what they say, so that their order says nothing more.
 */
export function rowsOf(
	half: HalfYearFindings,
	criterionId: string,
	applies: (record: AuditRecord) => boolean,
	narrowing: Narrowing,
	name: Dimension = 'stage'
): AuditRow[] {
	const line = half.criterion(criterionId, narrowing);
	if (line?.figure.state !== 'shown') return [];
	// As much of the answers is told apart as the figure itself tells.
	const rest = line.partly !== null;
	const asides = line.notApplicable !== null;
	const mayName = new Map<string, boolean>();
	const named = (group: Narrowing): boolean => {
		const key = narrowingKey(group);
		const before = mayName.get(key);
		if (before !== undefined) return before;
		const own = half.criterion(criterionId, group);
		const may = own?.figure.state === 'shown' && (!rest || own.partly !== null);
		mayName.set(key, may);
		return may;
	};
	const rows = half.counted
		.filter((record) => belongs(record, narrowing) && applies(record))
		.map((record): AuditRow => {
			const answer = answerOf(record.levels[criterionId]);
			if (!(judged as readonly string[]).includes(answer))
				return { ...none, ...narrowing, answer: asides ? answer : 'not_judged' };
			const group = { [name]: groupsOfRecord(record)[name] };
			const groups = narrowedIn(narrowing).length > 0 ? narrowing : named(group) ? group : {};
			const shown = !rest && (answer === 'partly' || answer === 'not_met') ? 'not_in_full' : answer;
			return { ...none, ...groups, answer: shown };
		});
	return sortedRows(rows);
}

/** Gives rows, of several half-years too, in the order of what they say. */
export function sortedRows(rows: readonly AuditRow[]): AuditRow[] {
	const answers = Object.keys(rowAnswerLabels);
	const placeOf = (row: AuditRow) => [
		...dimensions.map((dimension) => {
			const at = dimensionGroups[dimension].findIndex(({ id }) => id === row[dimension]);
			return at < 0 ? Infinity : at;
		}),
		answers.indexOf(row.answer)
	];
	return rows
		.map((row) => ({ row, place: placeOf(row) }))
		.sort((a, b) => {
			const at = a.place.findIndex((place, index) => place !== b.place[index]);
			return at < 0 ? 0 : (a.place[at] as number) < (b.place[at] as number) ? -1 : 1;
		})
		.map(({ row }) => row);
}

const none = { stage: null, need: null, agency: null } as const;

function answerOf(answer: LevelAnswer | undefined): RowAnswer {
	if (!answer) return 'unanswered';
	return answer.level === 'not_applicable' && answer.excused ? 'excused' : answer.level;
}
