/**
 * Who has a plan: age, kind of place, setting, primary need and years in place of every plan, dealt from the published counts.
 * Age, place and need by place come out exactly as published; need by age, sex and length closely.
 */
import { fraction, shuffle, type Random } from '#lib/domain/random.ts';
import type { SenType } from '#lib/domain/plan.ts';
import { dealt, happens, weighted } from './chance.ts';
import type { Sex } from './children.ts';
import { distributions, type Placement } from './distributions.ts';
import { takes, type DemoSchool, type SchoolKind } from './schools.ts';

export interface CaseloadPlan {
	/** In whole years on the 31 August before the school year. */
	readonly age: number;
	readonly placement: Placement;
	readonly school: DemoSchool | null;
	readonly need: SenType;
	readonly sex: Sex;
	/** Whole years that the plan has been in place. */
	readonly years: number;
}

const placesInSchools: Readonly<Partial<Record<Placement, SchoolKind>>> = {
	maintained_resourced: 'maintained',
	maintained_unit: 'maintained',
	academy_resourced: 'academy',
	academy_unit: 'academy'
};

/** Codes of places without a URN. */
const withoutSchool: ReadonlySet<Placement> = new Set(['EHE', 'OLA', 'OTH', 'NEET', 'NIEC', 'EYP']);

/** Gives the SEN2 setting code of a kind of place, or null where it is a setting with a URN. */
export function senSettingOf(placement: Placement): string | null {
	return withoutSchool.has(placement) ? placement : null;
}

/** Gives the plans in force, in no particular order. */
export function caseload(random: Random, schools: readonly DemoSchool[]): CaseloadPlan[] {
	const slots = shuffle(
		random,
		Object.entries(distributions.settingsByAge).flatMap(([age, counts]) =>
			dealt(random, counts).map((placement) => ({ age: Number(age), placement }))
		)
	);
	const needs = needsOf(random, slots);
	const years = yearsOf(
		random,
		slots.map((slot) => slot.age)
	);
	return slots.map((slot, at) => {
		const need = needs[at] as SenType;
		return {
			...slot,
			school: schoolFor(random, schools, slot.placement, slot.age),
			need,
			sex: happens(random, femaleShare(need)) ? 'F' : 'M',
			years: years[at] as number
		};
	});
}

function femaleShare(need: SenType): number {
	const all = Object.values(distributions.needsBySetting).reduce((sum, counts) => sum + (counts[need] ?? 0), 0);
	return all === 0 ? 0 : (distributions.femaleByNeed[need] ?? 0) / all;
}

/** Deals each kind of place its published needs, leaning each plan towards the needs of its age. */
function needsOf(random: Random, slots: readonly { age: number; placement: Placement }[]): SenType[] {
	const left = new Map(
		Object.entries(distributions.needsBySetting).map(([placement, counts]) => [placement, { ...counts }])
	);
	return slots.map(({ age, placement }) => {
		const pile = left.get(placement) as Partial<Record<SenType, number>>;
		const ofAge = distributions.needsByAge[String(age)] ?? {};
		const total = Object.values(ofAge).reduce((sum, count) => sum + count, 0);
		const need = weighted(random, Object.keys(pile) as SenType[], (type) => {
			const share = ((ofAge[type] ?? 0) + 0.25) / (total + 1);
			return (pile[type] ?? 0) * share;
		});
		pile[need] = (pile[need] ?? 0) - 1;
		return need;
	});
}

/** Years in place by age: the longest first, each to ages that could have started then, as the published starting ages lean. */
function yearsOf(random: Random, ages: readonly number[]): number[] {
	const years = new Array<number>(ages.length).fill(0);
	let free = ages.map((age, at) => ({ age, at }));
	const started = (age: number) => distributions.ageWhenStarted[String(Math.min(20, Math.max(2, age)))] ?? 0;
	for (let length = 12; length >= 1; length--) {
		const wanted = distributions.yearsInPlace[String(length)] ?? 0;
		const order = free
			.filter(({ age }) => age - length >= 2)
			.map((slot) => ({ slot, key: Math.pow(fraction(random), 1 / (started(slot.age - length) + 1)) }))
			.sort((a, b) => b.key - a.key || a.slot.at - b.slot.at)
			.slice(0, wanted)
			.map(({ slot }) => slot);
		for (const { age, at } of order) {
			const longest = Math.max(length, age - 4);
			years[at] = length < 12 ? length : Math.min(longest, 12 + Math.floor(fraction(random) * 6));
		}
		const chosen = new Set(order.map(({ at }) => at));
		free = free.filter(({ at }) => !chosen.has(at));
	}
	return years;
}

/** A setting of the kind that takes that age; where none does, the one whose ages come nearest (real returns hold a few such). */
function schoolFor(
	random: Random,
	schools: readonly DemoSchool[],
	placement: Placement,
	age: number
): DemoSchool | null {
	if (withoutSchool.has(placement)) return null;
	const kind = placesInSchools[placement] ?? placement;
	const ofKind = schools.filter(
		(school) =>
			school.kind === kind &&
			school.size > 0 &&
			(!placement.endsWith('_resourced') || school.resourcedProvision) &&
			(!placement.endsWith('_unit') || school.senUnit)
	);
	const fitting = ofKind.filter((school) => takes(school, age));
	if (fitting.length > 0) return weighted(random, fitting, (school) => school.size);
	const distance = (school: DemoSchool) => Math.max(school.lowAge - age, age - school.highAge + 1, 0);
	const nearest = Math.min(...ofKind.map(distance));
	return weighted(
		random,
		ofKind.filter((school) => distance(school) === nearest),
		(school) => school.size
	);
}
