/** What no shape can say of a rubric: ids are unique, references exist, figures match. Each fault names its place. */
import { checkableRules } from './date-check.ts';
import type { Rubric } from './rubric-schema.ts';

type Path = (string | number)[];

export interface RubricFault {
	/** Where in the file, as keys and positions. */
	readonly path: Path;
	readonly message: string;
}

type Section = Rubric['sections'][number];
type Criterion = Section['criteria'][number];

/** Ids that the rest of a rubric may point to. */
interface Known {
	readonly themes: ReadonlySet<string>;
	readonly contributors: ReadonlySet<string>;
	readonly sections: ReadonlySet<string>;
	readonly criteria: ReadonlySet<string>;
}

/** Gives every contradiction inside a rubric of the right shape; empty when it is sound. */
export function rubricFaults(rubric: Rubric): RubricFault[] {
	const criteria = rubric.sections.flatMap((section) => section.criteria);
	const known: Known = {
		themes: new Set(rubric.themes.map((theme) => theme.id)),
		contributors: new Set(rubric.contributors.map((contributor) => contributor.id)),
		sections: new Set(rubric.sections.map((section) => section.code)),
		criteria: new Set(criteria.map((criterion) => criterion.id))
	};
	return [
		...repeated(idsOf(rubric.answerScale), ['answerScale'], 'id'),
		...repeated(idsOf(rubric.grades), ['grades'], 'id'),
		...repeated(idsOf(rubric.profiles), ['profiles'], 'id'),
		...repeated(idsOf(rubric.themes), ['themes'], 'id'),
		...repeated(idsOf(rubric.contributors), ['contributors'], 'id'),
		...repeated(
			rubric.sections.map((section) => section.code),
			['sections'],
			'code'
		),
		...repeatedCriteria(rubric),
		...scaleFaults(rubric),
		...gradeFaults(rubric),
		...scoringFaults(rubric, known),
		...profileFaults(rubric, known),
		...rubric.sections.flatMap((section, at) => sectionFaults(section, ['sections', at], known)),
		...coverageFaults(rubric, criteria, known),
		...countFaults(rubric, criteria)
	];
}

function idsOf(things: readonly { id: string }[]): string[] {
	return things.map((thing) => thing.id);
}

function repeated(ids: readonly string[], path: Path, key?: string): RubricFault[] {
	return ids.flatMap((id, at) =>
		ids.indexOf(id) < at ? [{ path: [...path, at, ...(key ? [key] : [])], message: `${id} is there twice` }] : []
	);
}

/** Names the references that lead nowhere. */
function unknown(ids: readonly string[], there: ReadonlySet<string>, path: Path, noun: string): RubricFault[] {
	return ids.flatMap((id, at) =>
		there.has(id) ? [] : [{ path: [...path, at], message: `${id} is no ${noun} of this rubric` }]
	);
}

function repeatedCriteria(rubric: Rubric): RubricFault[] {
	const seen = new Set<string>();
	return rubric.sections.flatMap((section, sectionAt) =>
		section.criteria.flatMap(({ id }, at) => {
			if (seen.has(id))
				return [{ path: ['sections', sectionAt, 'criteria', at, 'id'], message: `${id} is there twice` }];
			seen.add(id);
			return [];
		})
	);
}

/** Scored levels have points, the others none, and "met" has the most: scoring divides by it. */
function scaleFaults({ answerScale }: Rubric): RubricFault[] {
	const faults = answerScale.flatMap(({ id, points, scored }, at): RubricFault[] =>
		scored === (points !== null)
			? []
			: [
					{
						path: ['answerScale', at, 'points'],
						message: `${id} is ${scored ? '' : 'not '}scored but has ${points} points`
					}
				]
	);
	const most = Math.max(0, ...answerScale.map((level) => level.points ?? 0));
	const met = answerScale.findIndex((level) => level.id === 'met');
	if (most === 0 || answerScale[met]?.points !== most)
		faults.push({ path: ['answerScale', met, 'points'], message: 'met must have the most points' });
	return faults;
}

/** A better grade needs more, and the lowest one nothing. */
function gradeFaults({ grades }: Rubric): RubricFault[] {
	const faults: RubricFault[] = [];
	const rising = [...grades.entries()].sort(([, a], [, b]) => a.rank - b.rank);
	for (const [place, [at, grade]] of rising.entries()) {
		const below = rising[place - 1]?.[1];
		const path = ['grades', at];
		if (!below && grade.minPercent !== 0)
			faults.push({ path: [...path, 'minPercent'], message: `${grade.id} is the lowest grade and must begin at 0` });
		if (below && grade.rank === below.rank)
			faults.push({ path: [...path, 'rank'], message: `${grade.id} and ${below.id} have the same rank` });
		if (below && grade.minPercent <= below.minPercent)
			faults.push({ path: [...path, 'minPercent'], message: `${grade.id} must need more than ${below.id}` });
	}
	return faults;
}

function scoringFaults({ scoring }: Rubric, known: Known): RubricFault[] {
	const { overallRule, workedExample } = scoring;
	const path: Path = ['scoring', 'overallRule', 'outstandingRequiresAnswered'];
	const faults = unknown(overallRule.outstandingRequiresAnswered, known.criteria, path, 'criterion');
	if (!known.sections.has(workedExample.section))
		faults.push({
			path: ['scoring', 'workedExample', 'section'],
			message: `${workedExample.section} is no section of this rubric`
		});
	for (const id of Object.keys(workedExample.answers)) {
		if (!known.criteria.has(id))
			faults.push({
				path: ['scoring', 'workedExample', 'answers', id],
				message: `${id} is no criterion of this rubric`
			});
	}
	return faults;
}

function profileFaults({ profiles }: Rubric, known: Known): RubricFault[] {
	return profiles.flatMap(({ includes }, at) => {
		const path = ['profiles', at, 'includes'];
		if ('themes' in includes) return unknown(includes.themes, known.themes, [...path, 'themes'], 'theme');
		if ('sections' in includes && includes.sections !== 'all')
			return unknown(includes.sections, known.sections, [...path, 'sections'], 'section');
		return [];
	});
}

function sectionFaults(section: Section, path: Path, known: Known): RubricFault[] {
	const scored = section.criteria.filter((criterion) => criterion.weight > 0).length;
	const faults = section.criteria.flatMap((criterion, at) =>
		criterionFaults(section.code, criterion, [...path, 'criteria', at], known)
	);
	if (section.minAnswered > scored)
		faults.push({
			path: [...path, 'minAnswered'],
			message: `section ${section.code} asks for ${section.minAnswered} answers and has ${scored} scored criteria`
		});
	if (section.requiredForOverall && section.overallWeight === 0)
		faults.push({
			path: [...path, 'requiredForOverall'],
			message: `section ${section.code} is required but has no overall weight`
		});
	return faults;
}

function criterionFaults(code: string, criterion: Criterion, path: Path, known: Known): RubricFault[] {
	const { id, appliesTo, legal, check, recordOptions } = criterion;
	const recordOnly = criterion.answerKind === 'record_only';
	const faults: RubricFault[] = [
		...repeated(criterion.themes, [...path, 'themes']),
		...unknown(criterion.themes, known.themes, [...path, 'themes'], 'theme'),
		...repeated(criterion.contributors, [...path, 'contributors']),
		...unknown(criterion.contributors, known.contributors, [...path, 'contributors'], 'contributor'),
		...repeated(criterion.evidence, [...path, 'evidence']),
		...repeated(idsOf(recordOptions ?? []), [...path, 'recordOptions'], 'id')
	];
	const fault = (holds: boolean, place: Path, message: string) => {
		if (holds) faults.push({ path: [...path, ...place], message: `${id} ${message}` });
	};
	fault(!id.startsWith(`${code}.`), ['id'], `does not begin with its section's code ${code}`);
	fault(
		criterion.naAllowed !== (criterion.naWhen !== null),
		['naWhen'],
		'must say in naWhen when it does not apply, just where naAllowed is true'
	);
	fault(recordOnly !== (criterion.weight === 0), ['weight'], 'must have weight 0 just where it is only recorded');
	fault(
		recordOnly && (legal.must || criterion.core),
		['answerKind'],
		'is only recorded and cannot be a legal must or core'
	);
	fault(!recordOnly && recordOptions !== undefined, ['recordOptions'], 'has options but is not only recorded');
	fault(!legal.must && legal.onNotMet !== null, ['legal', 'onNotMet'], 'caps a grade but is no legal must');
	fault(!legal.must && legal.onPartlyMet !== null, ['legal', 'onPartlyMet'], 'caps a grade but is no legal must');
	fault(legal.must && legal.refs.length === 0, ['legal', 'refs'], 'is a legal must without a reference');
	fault(
		legal.must && (legal.basis === null || legal.basis === 'code_should' || legal.basis === 'related_duty'),
		['legal', 'basis'],
		'is a legal must without a must behind it'
	);
	const { minYear, maxYear } = appliesTo;
	fault(
		minYear !== null && maxYear !== null && minYear > maxYear,
		['appliesTo'],
		'begins after the year in which it ends'
	);
	fault(
		(criterion.answerKind === 'date_check') !== (check !== undefined),
		['check'],
		'must have a check just where it is a date check'
	);
	for (const [at, rule] of (check?.rules ?? []).entries()) {
		const checkable = checkableRules(check?.perContributor ?? false);
		fault(
			!checkable.includes(rule),
			['check', 'rules', at],
			`asks for ${rule}, which the register's dates cannot judge`
		);
	}
	return faults;
}

/** The list by item of the improvement plan says the same as the items on each criterion. */
function coverageFaults(rubric: Rubric, criteria: readonly Criterion[], known: Known): RubricFault[] {
	const { items } = rubric.seedCoverage;
	const listed = Object.entries(items).flatMap(([item, ids]) => {
		const path = ['seedCoverage', 'items', item];
		return [
			...repeated(ids, path),
			...unknown(ids, known.criteria, path, 'criterion'),
			...ids.flatMap((id, at) =>
				criteria.some((criterion) => criterion.id === id && !criterion.seedItems.includes(item))
					? [{ path: [...path, at], message: `${id} does not name item ${item}` }]
					: []
			)
		];
	});
	const named = rubric.sections.flatMap((section, sectionAt) =>
		section.criteria.flatMap(({ id, seedItems }, at) =>
			seedItems.flatMap((item, itemAt) =>
				items[item]?.includes(id)
					? []
					: [
							{
								path: ['sections', sectionAt, 'criteria', at, 'seedItems', itemAt],
								message: `${id} is not listed under item ${item}`
							}
						]
			)
		)
	);
	return [...listed, ...named];
}

function countFaults(rubric: Rubric, criteria: readonly Criterion[]): RubricFault[] {
	const counted: Rubric['counts'] = {
		sections: rubric.sections.length,
		criteria: criteria.length,
		scored: criteria.filter((criterion) => criterion.weight > 0).length,
		core: criteria.filter((criterion) => criterion.core).length,
		legalMust: criteria.filter((criterion) => criterion.legal.must).length,
		recordOnly: criteria.filter((criterion) => criterion.answerKind === 'record_only').length
	};
	return (Object.keys(counted) as (keyof Rubric['counts'])[]).flatMap((key) =>
		counted[key] === rubric.counts[key]
			? []
			: [{ path: ['counts', key], message: `says ${rubric.counts[key]}, there are ${counted[key]}` }]
	);
}
