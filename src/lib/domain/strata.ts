/** The strata that a sample is drawn from: alike plans together, groups that are too small merged. */
import { SettingGroup, settingGroupLabels, settingGroups } from './school.ts';
import { senTypeLabels, senTypes, type SenType } from './plan.ts';
import { stageLabels, stages, type Stage } from './year-group.ts';

/** What plans can be grouped by. */
export const dimensions = ['stage', 'settingGroup', 'isNew', 'primaryNeed'] as const;
export type Dimension = (typeof dimensions)[number];

/** What a plan must tell to be put in a stratum. */
export interface StratumFacts {
	readonly planRef: string;
	readonly stage: Stage;
	readonly settingGroup: SettingGroup;
	/** First made, or amended, within the last 12 months. */
	readonly isNew: boolean;
	readonly primaryNeed: SenType | null;
}

/** The values of each dimension in their order, with the words for them. */
const VALUES: Record<Dimension, readonly { readonly id: string; readonly label: string }[]> = {
	stage: stages.map((id) => ({ id, label: stageLabels[id] })),
	settingGroup: settingGroups.map((id) => ({ id, label: settingGroupLabels[id] })),
	isNew: [
		{ id: 'new', label: 'New or amended within 12 months' },
		{ id: 'older', label: 'Older' }
	],
	primaryNeed: [...senTypes.map((id) => ({ id, label: senTypeLabels[id] })), { id: 'unknown', label: 'Need not known' }]
};

/** Gives a plan's value of a dimension, as an id. */
export function valueOf(plan: StratumFacts, dimension: Dimension): string {
	switch (dimension) {
		case 'isNew':
			return plan.isNew ? 'new' : 'older';
		case 'primaryNeed':
			return plan.primaryNeed ?? 'unknown';
		default:
			return plan[dimension];
	}
}

/** Gives the values that a dimension can have, in their usual order, with the words for them. */
export function valuesOf(dimension: Dimension): readonly { readonly id: string; readonly label: string }[] {
	return VALUES[dimension];
}

export interface PlanGroup<T extends StratumFacts> {
	readonly id: string;
	readonly label: string;
	/** The words for each group that went into this one; empty where none was merged. */
	readonly merged: string[];
	readonly plans: readonly T[];
}

/** Groups on the way to strata: each cell is one value of every dimension, by its place in the order. */
interface Group<T> {
	readonly cells: number[][];
	readonly plans: T[];
}

/**
 * Gives the strata of a frame: one for each combination of the dimensions that occurs, then, as long as one is small, the smallest
 * of these merged into a neighbour: of the same value of the first dimension where there is one, else of the nearest value (stages
 * next to each other), alike in the second dimension before others, smaller ones before larger ones.
 */
export function strataOf<T extends StratumFacts>(
	plans: readonly T[],
	by: readonly Dimension[],
	isSmall: (population: number) => boolean
): PlanGroup<T>[] {
	let groups = cellsOf(plans, by);
	for (;;) {
		const small = groups.filter((group) => isSmall(group.plans.length)).reduce<Group<T> | null>(smaller, null);
		if (small === null || groups.length === 1) break;
		const others = groups.filter((group) => group !== small);
		const neighbour = others.reduce((best, other) => (compareNeighbours(small, other, best) < 0 ? other : best));
		const merged: Group<T> = {
			cells: [...small.cells, ...neighbour.cells].sort(compareCells),
			plans: [...small.plans, ...neighbour.plans]
		};
		groups = [...others.filter((group) => group !== neighbour), merged].sort(compareGroups);
	}
	return groups.map((group) => ({
		id: group.cells.map((cell) => idOf(cell, by)).join('+'),
		label: labelOf(group.cells, by),
		merged: group.cells.length === 1 ? [] : group.cells.map((cell) => labelOf([cell], by)),
		plans: group.plans
	}));
}

function cellsOf<T extends StratumFacts>(plans: readonly T[], by: readonly Dimension[]): Group<T>[] {
	const cells = new Map<string, Group<T>>();
	for (const plan of plans) {
		const cell = by.map((dimension) => VALUES[dimension].findIndex(({ id }) => id === valueOf(plan, dimension)));
		const key = cell.join();
		const group = cells.get(key);
		if (group) group.plans.push(plan);
		else cells.set(key, { cells: [cell], plans: [plan] });
	}
	return [...cells.values()].sort(compareGroups);
}

function compareCells(a: readonly number[], b: readonly number[]): number {
	const differing = a.findIndex((value, at) => value !== b[at]);
	return differing < 0 ? 0 : a[differing]! - b[differing]!;
}

function compareGroups<T>(a: Group<T>, b: Group<T>): number {
	return compareCells(a.cells[0]!, b.cells[0]!);
}

function smaller<T>(best: Group<T> | null, group: Group<T>): Group<T> {
	return best === null || group.plans.length < best.plans.length ? group : best;
}

/** Less than 0 where `a` is the better neighbour for a small group to be merged with. */
function compareNeighbours<T>(small: Group<T>, a: Group<T>, b: Group<T>): number {
	const rank = (group: Group<T>) => [
		distance(small, group, 0),
		distance(small, group, 1) === 0 ? 0 : 1,
		group.plans.length
	];
	return compareCells(rank(a), rank(b));
}

/** How far two groups lie apart in a dimension; 0 where they share a value, or where there is no such dimension. */
function distance<T>(one: Group<T>, other: Group<T>, dimension: number): number {
	const steps = one.cells.flatMap((a) => other.cells.map((b) => Math.abs((a[dimension] ?? 0) - (b[dimension] ?? 0))));
	return Math.min(...steps);
}

function idOf(cell: readonly number[], by: readonly Dimension[]): string {
	return cell.length === 0 ? 'all' : cell.map((value, at) => VALUES[by[at]!][value]!.id).join(':');
}

/** The words of a group: each dimension's values, "Key stage 2 and Key stage 3: Independent or Other, or no setting". */
function labelOf(cells: readonly number[][], by: readonly Dimension[]): string {
	if (by.length === 0) return 'All plans';
	return by
		.map((dimension, at) => {
			const values = [...new Set(cells.map((cell) => cell[at]!))].sort((a, b) => a - b);
			return values.map((value) => VALUES[dimension][value]!.label).join(' / ');
		})
		.join(': ');
}
