/** The strata that a sample is drawn from: alike plans together, groups that are too small merged. */
import { SettingGroup, settingGroupLabels, settingGroups } from './school.ts';
import { senTypeLabels, senTypes, type SenType } from './plan.ts';
import { stageGroupLabels, stageGroupOf, stageGroups, stageLabels, stages, type Stage } from './year-group.ts';

/** What plans can be grouped by. */
export const dimensions = ['priority', 'stageGroup', 'stage', 'settingGroup', 'isNew', 'primaryNeed'] as const;
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

/** A group of plans that a partnership looks at more closely than at others. */
export interface PriorityGroup<T> {
	readonly id: string;
	readonly label: string;
	readonly holds: (plan: T) => boolean;
}

/** One way to group plans: its values in their order, with the words for them. */
export interface Grouping<T> {
	readonly values: readonly { readonly id: string; readonly label: string }[];
	/** Values next to each other are alike: stages, but not kinds of setting. */
	readonly ordered: boolean;
	readonly valueOf: (plan: T) => string;
}

/** The priority of a plan that is in none. */
const NO_PRIORITY = 'others';

/** Gives how a dimension groups plans. A plan with several priorities is in the first of them. */
export function groupingOf<T extends StratumFacts>(
	dimension: Dimension,
	priorities: readonly PriorityGroup<T>[] = []
): Grouping<T> {
	switch (dimension) {
		case 'priority':
			return {
				values: [...priorities.map(({ id, label }) => ({ id, label })), { id: NO_PRIORITY, label: 'All others' }],
				ordered: false,
				valueOf: (plan) => priorities.find(({ holds }) => holds(plan))?.id ?? NO_PRIORITY
			};
		case 'stageGroup':
			return {
				values: stageGroups.map((id) => ({ id, label: stageGroupLabels[id] })),
				ordered: true,
				valueOf: ({ stage }) => stageGroupOf(stage)
			};
		case 'stage':
			return {
				values: stages.map((id) => ({ id, label: stageLabels[id] })),
				ordered: true,
				valueOf: ({ stage }) => stage
			};
		case 'settingGroup':
			return {
				values: settingGroups.map((id) => ({ id, label: settingGroupLabels[id] })),
				ordered: false,
				valueOf: ({ settingGroup }) => settingGroup
			};
		case 'isNew':
			return {
				values: [
					{ id: 'new', label: 'New or amended' },
					{ id: 'older', label: 'Older' }
				],
				ordered: true,
				valueOf: ({ isNew }) => (isNew ? 'new' : 'older')
			};
		case 'primaryNeed':
			return {
				values: [
					...senTypes.map((id) => ({ id, label: senTypeLabels[id] })),
					{ id: 'unknown', label: 'Need not known' }
				],
				ordered: false,
				valueOf: ({ primaryNeed }) => primaryNeed ?? 'unknown'
			};
	}
}

export interface PlanGroup<T> {
	readonly id: string;
	readonly label: string;
	/** The words for each group that went into this one; empty where none was merged. */
	readonly merged: string[];
	readonly plans: readonly T[];
	/** What its plans weigh in all. */
	readonly weight: number;
}

/** Groups on the way to strata: each cell is one value of every dimension, by its place in the order. */
interface Group<T> {
	readonly cells: number[][];
	readonly plans: T[];
	readonly weight: number;
}

/**
 * Gives the strata of a frame: one for each combination of the groupings that occurs, then, as long as one is small, the one that weighs
 * least of these merged into a neighbour. That is the group that is alike in the first grouping, or nearest to it (stages next to each
 * other); among those the one alike in the second, and so on; among those the smallest.
 */
export function strataOf<T>(
	plans: readonly T[],
	by: readonly Grouping<T>[],
	weigh: (plan: T) => number,
	isSmall: (group: { readonly population: number; readonly weight: number }) => boolean
): PlanGroup<T>[] {
	let groups = cellsOf(plans, by, weigh);
	const occurring = by.map((_, at) => new Set(groups.flatMap(({ cells }) => cells.map((cell) => cell[at]!))).size);
	while (groups.length > 1) {
		const small = groups
			.filter(({ plans, weight }) => isSmall({ population: plans.length, weight }))
			.reduce<Group<T> | null>(lighter, null);
		if (small === null) break;
		const others = groups.filter((group) => group !== small);
		const neighbour = others.reduce((best, other) => (compareNeighbours(by, small, other, best) < 0 ? other : best));
		const merged: Group<T> = {
			cells: [...small.cells, ...neighbour.cells].sort(compareCells),
			plans: [...small.plans, ...neighbour.plans],
			weight: small.weight + neighbour.weight
		};
		groups = [...others.filter((group) => group !== neighbour), merged].sort(compareGroups);
	}
	return groups.map(({ cells, plans, weight }) => ({
		id: cells.map((cell) => idOf(cell, by)).join('+'),
		label: labelOf(cells, by, occurring),
		merged: cells.length === 1 ? [] : cells.map((cell) => labelOf([cell], by, occurring)),
		plans,
		weight
	}));
}

function cellsOf<T>(plans: readonly T[], by: readonly Grouping<T>[], weigh: (plan: T) => number): Group<T>[] {
	const places = by.map(({ values }) => new Map(values.map(({ id }, at) => [id, at])));
	const cells = new Map<string, { cells: number[][]; plans: T[]; weight: number }>();
	for (const plan of plans) {
		const cell = by.map(({ valueOf }, at) => places[at]?.get(valueOf(plan)) ?? 0);
		const key = cell.join();
		const group = cells.get(key) ?? { cells: [cell], plans: [], weight: 0 };
		group.plans.push(plan);
		group.weight += weigh(plan);
		cells.set(key, group);
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

function lighter<T>(best: Group<T> | null, group: Group<T>): Group<T> {
	return best === null || group.weight < best.weight ? group : best;
}

/** Less than 0 where `a` is the better neighbour for a small group to be merged with. */
function compareNeighbours<T>(by: readonly Grouping<T>[], small: Group<T>, a: Group<T>, b: Group<T>): number {
	const rank = (group: Group<T>) => [
		...by.map(({ ordered }, dimension) => distance(small, group, dimension, ordered)),
		group.plans.length
	];
	return compareCells(rank(a), rank(b));
}

/** How far two groups lie apart in a dimension; 0 where they share a value. */
function distance<T>(one: Group<T>, other: Group<T>, dimension: number, ordered: boolean): number {
	let least = Infinity;
	for (const a of one.cells)
		for (const b of other.cells) {
			const steps = Math.abs(a[dimension]! - b[dimension]!);
			least = Math.min(least, ordered ? steps : Math.sign(steps));
		}
	return least;
}

function idOf<T>(cell: readonly number[], by: readonly Grouping<T>[]): string {
	return cell.length === 0 ? 'all' : cell.map((value, at) => by[at]!.values[value]!.id).join(':');
}

/** Values of one grouping that are named in a group's label; of more, the first two are, and how many others there are. */
const MOST_NAMED = 3;

/**
 * The words of a group: each grouping's values, "Primary: Independent / Other, or no setting". A grouping in which the group has all
 * values that occur says nothing, and is left out.
 */
function labelOf<T>(cells: readonly number[][], by: readonly Grouping<T>[], occurring: readonly number[]): string {
	const parts = by.flatMap(({ values }, at) => {
		const own = [...new Set(cells.map((cell) => cell[at]!))].sort((a, b) => a - b);
		if (own.length === occurring[at] && own.length > 1) return [];
		const named = own.length > MOST_NAMED ? own.slice(0, 2) : own;
		const words = named.map((value) => values[value]!.label);
		return [[...words, ...(own.length > named.length ? [`${own.length - named.length} more`] : [])].join(' / ')];
	});
	return parts.length === 0 ? 'All plans' : parts.join(': ');
}
