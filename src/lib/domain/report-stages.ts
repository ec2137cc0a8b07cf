/** Stages of education as reports break plans down by them, and what the ages a question is for would give away of that table. */
import type { AuditRecord } from './findings.ts';
import type { Breakdown } from './report-figure.ts';
import type { Criterion } from './rubric.ts';
import { stageLabels, stageOf, stages, type Stage } from './year-group.ts';

export interface Group {
	readonly id: string;
	readonly label: string;
}

/** The year groups of each stage (domain reference, section 3). */
const stageYears: Readonly<Record<Stage, readonly [from: number, to: number]>> = {
	early_years: [-5, 0],
	ks1: [1, 2],
	ks2: [3, 6],
	ks3: [7, 9],
	ks4: [10, 11],
	post16: [12, 14],
	'19plus': [15, 21]
};

const yearsInWords: Readonly<Record<Stage, string>> = {
	early_years: 'to Reception',
	ks1: 'Years 1 to 2',
	ks2: 'Years 3 to 6',
	ks3: 'Years 7 to 9',
	ks4: 'Years 10 to 11',
	post16: 'Years 12 to 14',
	'19plus': 'Year 15 on'
};

export const stageGroups: readonly Group[] = [
	...stages.map((id) => ({ id, label: `${stageLabels[id]} (${yearsInWords[id]})` })),
	{ id: 'none', label: 'Not known' }
];

/** Gives the stage a record counts in. */
export function stageOfRecord(record: Pick<AuditRecord, 'yearGroup'>): string {
	return record.yearGroup === null ? 'none' : stageOf(record.yearGroup);
}

/**
 * Gives whether a figure for some year groups may stand beside the table by stage: its base is the number of plans in those years,
 * and where they are whole stages, some of them hidden and some hidden ones not among them, it would give the hidden ones away.
 */
export function applicableTo(
	{ minYear, maxYear }: Pick<Criterion['appliesTo'], 'minYear' | 'maxYear'>,
	table: Breakdown
): boolean {
	if (minYear === null && maxYear === null) return true;
	const from = minYear ?? -Infinity;
	const to = maxYear ?? Infinity;
	const within = (stage: Stage) => stageYears[stage][0] >= from && stageYears[stage][1] <= to;
	const outside = (stage: Stage) => stageYears[stage][1] < from || stageYears[stage][0] > to;
	if (!stages.every((stage) => within(stage) || outside(stage))) return true;
	const hidden = table.rows.filter((row) => row.audited === 'c').map((row) => row.id);
	const among = hidden.filter((id) => (stages as readonly string[]).includes(id) && within(id as Stage)).length;
	return among === 0 || among === hidden.length;
}
