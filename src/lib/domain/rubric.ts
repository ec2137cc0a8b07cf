/**
 * The published criteria, and which of them apply to one audit. A rubric is data, never edited once published; nothing here
 * assumes its letters. The schema of a whole rubric file is in `rubric-schema.ts`.
 */
import * as z from 'zod';
import type { gradeIds, recordLevels, Rubric, scaleLevels } from './rubric-schema.ts';

export { Rubric } from './rubric-schema.ts';

export type RubricSection = Rubric['sections'][number];
export type Criterion = RubricSection['criteria'][number];
/** A criterion's date check: the rules that judge it and how their results join. */
export type Check = NonNullable<Criterion['check']>;
export type Profile = Rubric['profiles'][number];
export type Theme = Rubric['themes'][number];
export type Contributor = Rubric['contributors'][number];
export type GradeId = (typeof gradeIds)[number];
/** Levels of scale and date-check criteria. */
export type ScaleLevel = (typeof scaleLevels)[number];
/** Levels of record-only criteria. */
export type RecordLevel = (typeof recordLevels)[number];
export type Level = ScaleLevel | RecordLevel;

/** What decides which criteria apply. It travels with the assignment, the draft and the submission. */
export const Context = z.strictObject({
	profile: z.string().max(50),
	/** National curriculum year on the term's first day (Reception 0); null where it is not known. */
	yearGroup: z.int().min(-5).max(21).nullable(),
	planKind: z.enum(['new', 'amended']),
	/** Within 12 months of a phase transfer. */
	phaseTransfer: z.boolean(),
	/** Codes of the optional sections that the term switched off. */
	switchedOff: z.array(z.string().max(10)).max(30).optional()
});
export type Context = z.infer<typeof Context>;

/** Gives a criterion by its id, or null. */
export function criterionById(rubric: Rubric, id: string): Criterion | null {
	for (const section of rubric.sections) {
		const found = section.criteria.find((criterion) => criterion.id === id);
		if (found) return found;
	}
	return null;
}

/**
 * Gives what makes a context unusable with this rubric, never guessed around: a profile that the rubric does not have, a
 * section that cannot be switched off, a year group or plan kind that is not known where a criterion needs it. Empty when
 * it is sound.
 */
export function contextFaults(rubric: Rubric, context: Context): { field: keyof Context; message: string }[] {
	const profile = rubric.profiles.find((candidate) => candidate.id === context.profile);
	if (!profile) return [{ field: 'profile', message: `The rubric has no profile "${context.profile}"` }];
	const faults: { field: keyof Context; message: string }[] = [];
	for (const code of context.switchedOff ?? []) {
		const section = rubric.sections.find((candidate) => candidate.code === code);
		if (!section) faults.push({ field: 'switchedOff', message: `The rubric has no section "${code}"` });
		else if (!section.optional)
			faults.push({ field: 'switchedOff', message: `Section ${code} cannot be switched off` });
	}
	const needing = { yearGroup: [] as string[], planKind: [] as string[] };
	for (const section of rubric.sections) {
		if (context.switchedOff?.includes(section.code)) continue;
		for (const criterion of section.criteria) {
			if (!inProfile(profile, section, criterion)) continue;
			const { minYear, maxYear, planTypes } = criterion.appliesTo;
			if (!Number.isInteger(context.yearGroup) && (minYear !== null || maxYear !== null))
				needing.yearGroup.push(criterion.id);
			if (planTypes && context.planKind !== 'new' && context.planKind !== 'amended')
				needing.planKind.push(criterion.id);
		}
	}
	if (needing.yearGroup.length > 0)
		faults.push({
			field: 'yearGroup',
			message: `The year group is not known: ${needing.yearGroup.join(', ')} need it`
		});
	if (needing.planKind.length > 0)
		faults.push({ field: 'planKind', message: `The plan kind is not known: ${needing.planKind.join(', ')} need it` });
	return faults;
}

function inProfile(profile: Profile, section: RubricSection, criterion: Criterion): boolean {
	const includes = profile.includes;
	if ('sections' in includes) return includes.sections === 'all' || includes.sections.includes(section.code);
	if ('themes' in includes) return criterion.themes.some((theme) => includes.themes.includes(theme));
	if ('evidenceSubsetOf' in includes)
		return criterion.evidence.every((kind) => includes.evidenceSubsetOf.includes(kind));
	return criterion.core;
}

function fits({ appliesTo }: Criterion, context: Context): boolean {
	const { minYear, maxYear, planTypes, phaseTransferOnly } = appliesTo;
	if (minYear !== null && (context.yearGroup as number) < minYear) return false;
	if (maxYear !== null && (context.yearGroup as number) > maxYear) return false;
	if (planTypes && !planTypes.includes(context.planKind)) return false;
	return !phaseTransferOnly || context.phaseTransfer;
}

/**
 * Gives the sections with the criteria that apply, both in the rubric's order: in the profile, section not switched off,
 * year group, plan kind and phase transfer fitting (rubric: `appliesTo`). A section with none left is absent.
 * Throws a RangeError on a context that `contextFaults` finds fault with: nothing is guessed.
 */
export function sectionsOf(
	rubric: Rubric,
	context: Context
): { readonly section: RubricSection; readonly criteria: Criterion[] }[] {
	const faults = contextFaults(rubric, context);
	if (faults.length > 0) throw new RangeError(faults.map((fault) => fault.message).join('; '));
	const profile = rubric.profiles.find((candidate) => candidate.id === context.profile) as Profile;
	return rubric.sections.flatMap((section) => {
		if (context.switchedOff?.includes(section.code)) return [];
		const criteria = section.criteria.filter(
			(criterion) => inProfile(profile, section, criterion) && fits(criterion, context)
		);
		return criteria.length > 0 ? [{ section, criteria }] : [];
	});
}

/** Gives the criteria that apply, in the rubric's order; see `sectionsOf`. */
export function applicableCriteria(rubric: Rubric, context: Context): Criterion[] {
	return sectionsOf(rubric, context).flatMap(({ criteria }) => criteria);
}

/** Gives the levels that may be chosen for a criterion, in the order in which they are offered. */
export function allowedLevels(criterion: Criterion): Level[] {
	const levels: Level[] = criterion.answerKind === 'record_only' ? ['yes', 'no'] : ['met', 'partly', 'not_met'];
	if (criterion.naAllowed) levels.push('not_applicable');
	if (criterion.cannotTellAllowed) levels.push('cannot_tell');
	return levels;
}

/**
 * Gives whether an answer wants a note (rubric: `answerScale`, `answerKinds`): on the scale where the level says so; on a date
 * check where a person put another answer in place of the prefilled one; never where something is only recorded, or where the SEN
 * service answered.
 */
export function noteRequired(
	rubric: Rubric,
	criterion: Criterion,
	answer: { readonly level: Level; readonly prefilled?: boolean | undefined; readonly given?: boolean | undefined }
): boolean {
	if (answer.given === true) return false;
	if (criterion.answerKind === 'record_only') return false;
	if (criterion.answerKind === 'date_check') return answer.prefilled !== true;
	return rubric.answerScale.find((level) => level.id === answer.level)?.noteRequired ?? false;
}
