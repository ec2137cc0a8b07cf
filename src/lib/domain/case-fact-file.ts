/** Case facts as a CSV file: the template that goes out, and what comes back, one row a plan. */
import { columnsOf, fieldsOf, readFacts, valuesOf } from './case-fact-fields.ts';
import { leftOpen, noFacts, type Asked, type CaseFacts } from './case-fact.ts';
import { PlanRef } from './ids.ts';
import type { PlainDate } from './plain-date.ts';
import type { PlanDates } from './plan-dates.ts';
import { problemList, type FileProblem } from './register-problem.ts';
import { columnName, sheetOf, type CsvTable } from './register-table.ts';
import type { Rubric } from './rubric.ts';

/** One plan as it is asked about. */
export interface AskedPlan {
	readonly planRef: string;
	readonly asked: Asked;
	readonly dates: PlanDates;
	/** What was told before; null where nothing was. */
	readonly facts: CaseFacts | null;
}

const REF = 'plan_ref';
/** What each plan lacks, for who fills the file in; passed over when it comes back. */
const WANTED = 'still_wanted';

/** Gives the template: the plans with what was told of each, and which questions each still leaves open. */
export function caseFactTable(plans: readonly AskedPlan[], today: PlainDate): { header: string[]; rows: string[][] } {
	const columns = columnsOf(plans.map(({ asked }) => asked)).map(({ name }) => name);
	return {
		header: [REF, WANTED, ...columns],
		rows: plans.map(({ planRef, asked, dates, facts }) => {
			const values = valuesOf(asked, facts ?? noFacts());
			const open = leftOpen(asked, dates, facts ?? noFacts(), today).join(' ');
			return [planRef, open, ...columns.map((column) => values[column] ?? '')];
		})
	};
}

/** What a file changes. */
export interface CaseFactImport {
	/** Plans of which the file says something new, with all that is then known of them. */
	readonly changed: readonly { readonly planRef: string; readonly facts: CaseFacts; readonly open: number }[];
	/** Rows that say nothing new. */
	readonly unchanged: number;
	readonly problems: readonly FileProblem[];
}

/**
 * Gives what a file says of the asked plans and everything that is wrong with it, by row and column. An empty cell leaves what was told
 * before. With an error nothing is changed.
 */
export function readCaseFactTable(
	table: CsvTable,
	rubric: Pick<Rubric, 'answerScale'>,
	plans: readonly AskedPlan[],
	today: PlainDate
): CaseFactImport {
	const found = problemList();
	const columns = columnsOf(plans.map(({ asked }) => asked)).map(({ name }) => name);
	const sheet = sheetOf(table, [REF], columns, found);
	const known = new Set([REF, WANTED, ...columns]);
	table.header.forEach((text) => {
		if (text.trim() !== '' && !known.has(columnName(text)))
			found.warning(
				'column.unknown',
				{ file: table.name, row: 1, column: columnName(text).slice(0, 60) },
				'This column is not one of the template’s, so it is passed over.'
			);
	});
	const byRef = new Map(plans.map((plan) => [plan.planRef, plan]));
	const seen = new Set<string>();
	const changed: { planRef: string; facts: CaseFacts; open: number }[] = [];
	let unchanged = 0;
	for (const index of sheet.has(REF) ? sheet.filled : []) {
		const ref = sheet.cell(index, REF).toUpperCase();
		const at = (column: string) => sheet.at(index, column);
		const plan = byRef.get(ref);
		if (!plan) {
			found.error(
				'plan.unknown',
				at(REF),
				PlanRef.safeParse(ref).success
					? 'This plan is not with an auditor this term. Take the row out, or check the reference.'
					: 'This is not a plan reference, such as LEW-7K3QF. Check it against the template.'
			);
			continue;
		}
		if (seen.has(ref)) {
			found.error('plan.twice', at(REF), 'This plan has a row already. Keep one row a plan.');
			continue;
		}
		seen.add(ref);
		const before = plan.facts ?? noFacts();
		const asked = new Set(fieldsOf(plan.asked).map(({ name }) => name));
		const values = valuesOf(plan.asked, before);
		for (const column of columns) {
			// A spreadsheet's apostrophe before what looks like a formula is not part of the text.
			const cell = sheet.cell(index, column).replace(/^'(?=[=+@-])/, '');
			if (cell === '') continue;
			if (asked.has(column)) values[column] = cell;
			else found.warning('cell.not_asked', at(column), 'This plan does not need this, so the cell is passed over.');
		}
		const { facts, faults } = readFacts(rubric, plan.asked, values, plan.dates, today);
		for (const { field, message } of faults) found.error('cell.wrong', at(field), `${message}.`.replace(/\.\.$/, '.'));
		if (faults.length > 0) continue;
		if (JSON.stringify(valuesOf(plan.asked, facts)) === JSON.stringify(valuesOf(plan.asked, before))) unchanged += 1;
		else changed.push({ planRef: ref, facts, open: leftOpen(plan.asked, plan.dates, facts, today).length });
	}
	if (sheet.has(REF) && sheet.filled.length === 0)
		found.error('file.no_rows', { file: table.name }, 'This file has no rows beneath its header.');
	return { changed, unchanged, problems: [...(table.problems ?? []), ...found.list()] };
}
