/** The tables behind the charts: figures as cells, counts before percentages. */
import { figureWords, percentWords } from '#lib/domain/learning-report-words.ts';
import type { LearningReport, SectionFigure } from '#lib/domain/learning-report.ts';
import type { Breakdown, Cell, CriterionFigure, Figure } from '#lib/domain/report-figure.ts';
import { sentence } from '#lib/domain/report-words.ts';
import { figureBars, sectionName, type Bars } from './charts/bars.ts';

export interface TableParts {
	readonly caption: string;
	readonly head: readonly string[];
	readonly rows: readonly (readonly (string | number)[])[];
	readonly numeric?: readonly number[];
}

/** Gives a figure as a cell: "18 of 24 (75%)". */
export function figureCell(figure: Figure, things = ''): string {
	const words = figureWords(figure, things).trim();
	const percent = percentWords(figure);
	return percent === '' ? words : `${words} (${percent})`;
}

/** Gives a count as a cell: `c` where it is hidden, a dash where it is not shown at all. */
export function countCell(cell: Cell | null): string {
	if (cell === null) return '–';
	return typeof cell === 'number' ? cell.toLocaleString('en-GB') : cell;
}

/** Gives a criterion in a chart: its id and what it says. */
export function questionName({ criterionId, says }: Pick<CriterionFigure, 'criterionId' | 'says'>): string {
	return `${criterionId} ${sentence(says)}`;
}

/** Gives the criteria that a chapter names, in the rubric's order. */
export function criteriaById({ criteria }: LearningReport, ids: readonly string[]): CriterionFigure[] {
	return criteria.filter(({ criterionId }) => ids.includes(criterionId));
}

/** Gives the judged criteria of some sections. */
export function criteriaIn({ criteria }: LearningReport, sectionIds: readonly string[]): CriterionFigure[] {
	return criteria.filter(({ sectionId, kind }) => sectionIds.includes(sectionId) && kind === 'scale');
}

/** Gives the bars of some criteria. */
export function criterionBars(label: string, figures: readonly CriterionFigure[], name = 'Met'): Bars {
	const rows = figures.map((figure) => ({ label: questionName(figure), figure: figure.figure }));
	return figureBars(label, name, rows);
}

/** Gives a criterion in a table: its id, what it says, whom it applies to. */
export function criterionName(figure: CriterionFigure): string {
	return `${questionName(figure)}${figure.audience ? ` (${figure.audience})` : ''}`;
}

/** Gives the table of plans audited against the register. */
export function breakdownTable(part: Breakdown): TableParts {
	return {
		caption: `Plans audited and plans in the register: ${part.caption.toLowerCase()}`,
		head: [part.caption, 'In the register', 'Audited'],
		rows: part.rows.map((row) => [row.label, countCell(row.register), countCell(row.audited)]),
		numeric: [1, 2]
	};
}

/** Gives the table of grades by section. */
export function gradeTable(caption: string, sections: readonly SectionFigure[]): TableParts {
	return {
		caption,
		head: ['Section', 'Good or outstanding', 'Outstanding', 'Good', 'Requires improvement', 'Inadequate'],
		rows: sections.map((section) => [
			sectionName(section),
			figureCell(section.grades.goodOrBetter),
			countCell(section.grades.grades.outstanding),
			countCell(section.grades.grades.good),
			countCell(section.grades.grades.requires_improvement),
			countCell(section.grades.grades.inadequate)
		]),
		numeric: [2, 3, 4, 5]
	};
}

/** Gives the table of criteria met. */
export function criterionTable(caption: string, figures: readonly CriterionFigure[]): TableParts {
	if (figures.every(({ kind }) => kind === 'record_only')) {
		return {
			caption,
			head: ['Question', 'So recorded', 'Does not apply', 'Cannot tell'],
			rows: figures.map((figure) => [
				criterionName(figure),
				figureCell(figure.figure),
				countCell(figure.notApplicable),
				countCell(figure.cannotTell)
			]),
			numeric: [2, 3]
		};
	}
	return {
		caption,
		head: ['Question', 'Met', 'Partly met', 'Not met', 'Does not apply', 'Cannot tell'],
		rows: figures.map((figure) => [
			criterionName(figure),
			figureCell(figure.figure),
			countCell(figure.partly),
			countCell(figure.notMet),
			countCell(figure.notApplicable),
			countCell(figure.cannotTell)
		]),
		numeric: [2, 3, 4, 5]
	};
}

/** Gives the table of steps done in time. */
export function timelinessTable(figures: readonly CriterionFigure[]): TableParts {
	return {
		caption: 'Steps done in time, worked out from the register’s dates',
		head: ['Step', 'In time', 'Excused', 'Not due', 'Not in the register'],
		rows: figures.map((figure) => [
			criterionName(figure),
			figureCell(figure.figure),
			countCell(figure.excused),
			countCell(figure.notApplicable),
			countCell(figure.cannotTell)
		]),
		numeric: [2, 3, 4]
	};
}
