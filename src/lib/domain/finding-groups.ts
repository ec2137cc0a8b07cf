/**
 * The groups by which findings can be narrowed and broken down: the plan's stage and main need, the auditor's agency. A cube counts
 * a half-year's audits once for every combination there is, so that any group is a sum and no audit is scored twice.
 */
import { countedOf, type AuditRecord } from './findings.ts';
import {
	addAnswers,
	addGrades,
	applicability,
	countAnswers,
	countGrades,
	newAnswers,
	newGrades,
	type AnswerTally,
	type GradeTally
} from './findings-tally.ts';
import { needGroups } from './learning-report-coverage.ts';
import { agencies, agencyLabels } from './person.ts';
import { stageGroups, stageOfRecord, type Group } from './report-stages.ts';
import type { Rubric } from './rubric.ts';

export const dimensions = ['stage', 'need', 'agency'] as const;
export type Dimension = (typeof dimensions)[number];

export const dimensionLabels: Readonly<Record<Dimension, string>> = {
	stage: 'Stage',
	need: 'Main need',
	agency: "Auditor's agency"
};

/** Every group of a dimension, in the order in which they are shown. */
export const dimensionGroups: Readonly<Record<Dimension, readonly Group[]>> = {
	stage: stageGroups,
	need: needGroups,
	agency: [
		...agencies.map((id) => ({ id, label: agencyLabels[id] })),
		{ id: 'none', label: 'Agency not known any more' }
	]
};

/** Audits that share this; an empty one is all of them. Only one dimension at a time is ever shown: see finding-protection.ts. */
export type Narrowing = Readonly<Partial<Record<Dimension, string>>>;

/** Gives a group's name, for example "Key stage 2 (Years 3 to 6)". */
export function groupLabel(dimension: Dimension, id: string): string {
	return dimensionGroups[dimension].find((group) => group.id === id)?.label ?? id;
}

/** Gives the dimensions that a narrowing names, always in the same order. */
export function narrowedIn(narrowing: Narrowing): Dimension[] {
	return dimensions.filter((dimension) => narrowing[dimension] !== undefined);
}

/** Gives a narrowing as one text, the same for the same groups. */
export function narrowingKey(narrowing: Narrowing): string {
	return dimensions.map((dimension) => narrowing[dimension] ?? '').join('|');
}

/** Gives the groups that an audit belongs to. */
export function groupsOfRecord(
	record: Pick<AuditRecord, 'yearGroup' | 'primaryNeed' | 'agency'>
): Record<Dimension, string> {
	return { stage: stageOfRecord(record), need: record.primaryNeed ?? 'none', agency: record.agency ?? 'none' };
}

/** A half-year's counted audits, added up for any group. */
export interface Cube<Tally> {
	/** What is counted of the audits in a group. */
	readonly of: (narrowing: Narrowing) => Tally;
	/** The groups of a dimension that audits in a group belong to, in the order in which they are shown. */
	readonly valuesOf: (dimension: Dimension, narrowing: Narrowing) => readonly string[];
}

function cubeOf<Tally>(
	records: readonly AuditRecord[],
	make: () => Tally,
	count: (tally: Tally, record: AuditRecord) => void,
	add: (tally: Tally, other: Tally) => void
): Cube<Tally> {
	const atoms = new Map<string, { groups: Record<Dimension, string>; tally: Tally }>();
	for (const record of countedOf(records).records) {
		const groups = groupsOfRecord(record);
		const key = narrowingKey(groups);
		let atom = atoms.get(key);
		if (!atom) atoms.set(key, (atom = { groups, tally: make() }));
		count(atom.tally, record);
	}
	const known = new Map<string, Tally>();
	const within = (narrowing: Narrowing) => {
		const named = narrowedIn(narrowing);
		return [...atoms.values()].filter(({ groups }) => named.every((name) => groups[name] === narrowing[name]));
	};
	return {
		of(narrowing) {
			const key = narrowingKey(narrowing);
			const before = known.get(key);
			if (before) return before;
			const sum = make();
			for (const { tally } of within(narrowing)) add(sum, tally);
			known.set(key, sum);
			return sum;
		},
		valuesOf(dimension, narrowing) {
			const found = new Set(within(narrowing).map(({ groups }) => groups[dimension]));
			return dimensionGroups[dimension].map(({ id }) => id).filter((id) => found.has(id));
		}
	};
}

/** Gives the cube of the answers, of audits of one profile and rubric version. */
export function answerCube(rubric: Rubric, records: readonly AuditRecord[]): Cube<AnswerTally> {
	const applies = applicability(rubric);
	return cubeOf(
		records,
		() => newAnswers(rubric),
		(tally, record) => countAnswers(tally, record, applies(record.context)),
		addAnswers
	);
}

/** Gives the cube of the grades, of audits of one profile and rubric version. */
export function gradeCube(rubric: Rubric, records: readonly AuditRecord[]): Cube<GradeTally> {
	return cubeOf(
		records,
		() => newGrades(rubric),
		(tally, record) => void countGrades(rubric, tally, record),
		addGrades
	);
}
