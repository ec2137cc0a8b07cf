/**
 * The audits beneath a figure, one row each and without a name: the answer, and of stage, need and agency as much as may be shown.
 * A row tells no more than the figures of its groups do: it names a group only where the criterion's figure for that very group is
 * shown. Groups are added in one order, so that the rows that name fewer are what is left when the others are taken away.
 */
import { dimensionGroups, dimensions, groupsOfRecord, type Dimension, type Narrowing } from './finding-groups.ts';
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
 * Gives the rows of a half-year's audits in a group to which a criterion applied; none where its figure is hidden. `first`: the
 * dimension that is named before the others. Rows stand in the order of what they say, so that their order says nothing more.
 */
export function rowsOf(
	half: HalfYearFindings,
	criterionId: string,
	applies: (record: AuditRecord) => boolean,
	narrowing: Narrowing,
	first: Dimension = 'stage'
): AuditRow[] {
	if (half.criterion(criterionId, narrowing)?.figure.state !== 'shown') return [];
	const { rest, asides } = splitsOf(half, criterionId, narrowing);
	const order = orderFrom(first);
	const nameable = (wider: Narrowing) =>
		half.criterion(criterionId, wider)?.figure.state === 'shown' && (!rest || half.splits(criterionId, wider).rest);
	const rows = half.counted
		.filter((record) => belongs(record, narrowing) && applies(record))
		.map((record): AuditRow => {
			const answer = answerOf(record.levels[criterionId]);
			if (!(judged as readonly string[]).includes(answer))
				return { ...none, ...narrowing, answer: asides ? answer : 'not_judged' };
			const groups = groupsOfRecord(record);
			let named = narrowing;
			for (const dimension of order.filter((one) => narrowing[one] === undefined)) {
				const further = { ...named, [dimension]: groups[dimension] };
				if (!nameable(further)) break;
				named = further;
			}
			const shown = !rest && (answer === 'partly' || answer === 'not_met') ? 'not_in_full' : answer;
			return { ...none, ...named, answer: shown };
		});
	return sortedRows(rows, first);
}

/** Gives rows, of several half-years too, in the order of what they say. */
export function sortedRows(rows: readonly AuditRow[], first: Dimension = 'stage'): AuditRow[] {
	const answers = Object.keys(rowAnswerLabels);
	const order = orderFrom(first);
	const placeOf = (row: AuditRow) => [
		...order.map((dimension) => {
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

function orderFrom(first: Dimension): Dimension[] {
	return [first, ...dimensions.filter((dimension) => dimension !== first)];
}

const none = { stage: null, need: null, agency: null } as const;

function answerOf(answer: LevelAnswer | undefined): RowAnswer {
	if (!answer) return 'unanswered';
	return answer.level === 'not_applicable' && answer.excused ? 'excused' : answer.level;
}

/** What of the answers is told apart: as much as the figure itself tells. */
function splitsOf(
	half: HalfYearFindings,
	criterionId: string,
	narrowing: Narrowing
): { rest: boolean; asides: boolean } {
	const line = half.criterion(criterionId, narrowing);
	return { rest: line?.partly !== null, asides: line?.notApplicable !== null };
}
