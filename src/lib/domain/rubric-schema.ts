/**
 * The schema of a rubric file, checked when a rubric is published and when the server loads it. It stands apart from
 * `rubric.ts` so that the tablet, which is only ever given published rubrics, need not carry it: everything is made inside
 * one function, and a bundler drops the call where `Rubric` is used as a type only.
 */
import * as z from 'zod';
import { dateCheckLevels } from './date-check.ts';
import { rubricFaults } from './rubric-faults.ts';
import { ruleIds } from './timescale.ts';

export const gradeIds = ['outstanding', 'good', 'requires_improvement', 'inadequate'] as const;
export const scaleLevels = ['met', 'partly', 'not_met', 'not_applicable', 'cannot_tell'] as const;
export const recordLevels = ['yes', 'no', 'not_applicable', 'cannot_tell'] as const;
export const answerKinds = ['scale', 'date_check', 'record_only'] as const;
export const evidenceKinds = ['plan', 'advice', 'dates', 'case_record'] as const;
export const legalBases = ['statute', 'regulations', 'code_must', 'code_should', 'related_duty'] as const;

/** The overall caps that scoring knows, in the rubric's own words; a rubric that asks for another one is refused. */
export const overallCapRules = [
	'two or more of B, E, F are inadequate',
	'any one of B, E, F is inadequate',
	'legal musts are not met in three or more graded sections',
	'any graded section is requires_improvement or inadequate'
] as const;

function rubricSchema() {
	const Text = z.string().min(1).max(2000);
	const Slug = z.string().regex(/^[a-z][a-z0-9_-]*$/, 'is not an id (small letters, digits, _ and -)');
	const SectionCode = z.string().regex(/^[A-Z][A-Z0-9]{0,4}$/, 'is not a section code (such as H1)');
	const CriterionId = z.string().regex(/^[A-Z][A-Z0-9]{0,4}\.[1-9][0-9]?$/, 'is not a criterion id (such as F.2)');
	const Grade = z.enum(gradeIds);
	const ScaleLevel = z.enum(scaleLevels);
	const Percent = z.int().min(0).max(100);
	const Count = z.int().min(0);
	const Year = z.int().min(-5).max(21).nullable();
	const Labelled = z.strictObject({ id: Slug, label: Text });

	const Criterion = z.strictObject({
		id: CriterionId,
		question: Text,
		answerKind: z.enum(answerKinds),
		naAllowed: z.boolean(),
		naWhen: Text.nullable(),
		cannotTellAllowed: z.boolean(),
		/** 0 recorded only, 1 supporting, 2 important, 3 essential. */
		weight: z.int().min(0).max(3),
		core: z.boolean(),
		legal: z.strictObject({
			must: z.boolean(),
			basis: z.enum(legalBases).nullable(),
			refs: z.array(Text),
			/** The best grade that the section can then have; null where there is no cap. */
			onNotMet: Grade.nullable(),
			onPartlyMet: Grade.nullable()
		}),
		appliesTo: z.strictObject({
			minYear: Year,
			maxYear: Year,
			planTypes: z
				.array(z.enum(['new', 'amended']))
				.min(1)
				.nullable(),
			phaseTransferOnly: z.boolean()
		}),
		evidence: z.array(z.enum(evidenceKinds)).min(1),
		help: z.strictObject({
			lookFor: Text,
			anchors: z.strictObject({ met: Text.nullable(), partly: Text.nullable(), notMet: Text.nullable() }).nullable(),
			strongExample: Text.nullable(),
			weakExample: Text.nullable()
		}),
		seedItems: z.array(z.string().regex(/^\d+\.\d+$/, 'is not an item of the improvement plan (such as 2.13)')),
		themes: z.array(Slug).min(1),
		contributors: z.array(Slug).min(1),
		/** What a record-only criterion can list. */
		recordOptions: z.array(Labelled).min(1).optional(),
		/** How a date check is worked out: the rules of `timescale.ts` and how their results join. */
		check: z
			.strictObject({
				rules: z.array(z.enum(ruleIds)).min(1),
				combine: z.enum(['all', 'whichever_applies']),
				inputs: z.array(Text).min(1),
				perContributor: z.literal(true).optional()
			})
			.optional()
	});

	const Section = z.strictObject({
		code: SectionCode,
		title: Text,
		group: z.enum(['plan_section', 'whole_plan']),
		overallWeight: z.int().min(0).max(10),
		/** A term may switch it off. */
		optional: z.boolean(),
		requiredForOverall: z.boolean(),
		reportedSeparately: z.literal(true).optional(),
		/** Words for the screen: whether, and when, every question may be "does not apply". Scoring does not ask it. */
		mayBeWhollyNotApplicable: z.boolean(),
		wholeSectionNaWhen: Text.nullable(),
		minAnswered: z.int().min(1),
		requirement: Text,
		requirementRefs: z.array(Text).min(1),
		criteria: z.array(Criterion).min(1)
	});

	const Profile = z.strictObject({
		id: Slug,
		label: Text,
		includes: z.union([
			z.strictObject({ sections: z.union([z.literal('all'), z.array(SectionCode).min(1)]) }),
			z.strictObject({ coreOnly: z.literal(true) }),
			z.strictObject({ themes: z.array(Slug).min(1) }),
			z.strictObject({ evidenceSubsetOf: z.array(z.enum(evidenceKinds)).min(1) })
		]),
		overallGrade: z.boolean(),
		suggestedYears: z.array(z.int().min(-5).max(21)).optional(),
		note: Text.optional()
	});

	const Scoring = z.strictObject({
		sectionRule: z.strictObject({
			steps: z.array(Text).min(1),
			/** Share of the applicable weight that must be answered; at most four decimals, so that it is exact. */
			minCoverage: z
				.number()
				.min(0)
				.max(1)
				.refine((share) => Math.round(share * 10_000) / 10_000 === share, 'has more than four decimals'),
			outstandingRequires: z.strictObject({ noNotMet: z.boolean(), noLegalMustPartly: z.boolean() }),
			caps: Text
		}),
		overallRule: z.strictObject({
			steps: z.array(Text).min(1),
			caps: z.array(z.strictObject({ when: z.enum(overallCapRules), best: Grade })),
			outstandingRequiresAnswered: z.array(CriterionId),
			outstandingNote: Text,
			timelinessIncluded: z.literal(false),
			definitions: z.record(z.string(), Text)
		}),
		profileRule: Text,
		workedExample: z.strictObject({
			section: SectionCode,
			note: Text,
			answers: z.record(CriterionId, ScaleLevel),
			answeredWeight: Count,
			weightedPoints: Count,
			percentDisplay: Percent,
			uncapped: Grade,
			cap: Text,
			grade: Grade
		}),
		invalid: Text
	});

	const Effort = z.strictObject({ year4: Count, year10: Count });

	return z
		.strictObject({
			rubricId: Slug.max(100),
			version: z.string().regex(/^\d+\.\d+\.\d+$/, 'is not a version (such as 0.2.0)'),
			status: Text,
			title: Text,
			language: z.literal('en-GB'),
			lawAsOf: Text,
			notLegalAdvice: Text,
			provenance: z.strictObject({
				followsPublishedFrameworks: z.array(z.strictObject({ part: Text, source: Text, how: Text })),
				ownProposal: z.array(Text),
				decisionsForTheForum: z.array(Text)
			}),
			answerScale: z
				.array(
					z.strictObject({
						id: ScaleLevel,
						label: Text,
						points: z.int().min(0).nullable(),
						scored: z.boolean(),
						noteRequired: z.boolean(),
						meaning: Text
					})
				)
				.length(scaleLevels.length),
			answerKinds: z.record(z.enum(answerKinds), Text),
			evidenceKinds: z.record(z.enum(evidenceKinds), Text),
			noteRules: z.array(Text),
			weightScale: z.record(z.enum(['0', '1', '2', '3']), Text),
			grades: z
				.array(z.strictObject({ id: Grade, label: Text, rank: z.int().min(1), minPercent: Percent }))
				.length(gradeIds.length),
			scoring: Scoring,
			profiles: z.array(Profile).min(1),
			themes: z.array(Labelled).min(1),
			contributors: z.array(Labelled).min(1),
			expectedEffort: z.strictObject({
				note: Text,
				full: Effort,
				core: Effort,
				answerableFromRedactedPlanAlone: Count
			}),
			appliesToMeaning: z.record(z.string(), Text),
			seedCoverage: z.strictObject({ note: Text, items: z.record(z.string(), z.array(CriterionId).min(1)) }),
			sections: z.array(Section).min(1),
			counts: z.strictObject({
				sections: Count,
				criteria: Count,
				scored: Count,
				core: Count,
				legalMust: Count,
				recordOnly: Count
			}),
			dateCheckLevels: z.strictObject({
				on_time: z.literal(dateCheckLevels.on_time),
				late: z.literal(dateCheckLevels.late),
				overdue: z.literal(dateCheckLevels.overdue),
				not_due: z.literal(dateCheckLevels.not_due),
				cannot_tell: z.literal(dateCheckLevels.cannot_tell),
				note: Text
			}),
			legalBasisMeaning: z.record(z.enum([...legalBases, 'null']), Text),
			optionalMeaning: Text
		})
		.superRefine((rubric, context) => {
			for (const fault of rubricFaults(rubric)) {
				context.addIssue({ code: 'custom', path: fault.path, message: fault.message });
			}
		});
}

/**
 * A whole rubric file: its shape, then what no shape can say (unique ids, references that exist, counts that match; see
 * `rubric-faults.ts`). Every issue carries the path of the place at fault.
 */
export const Rubric = /* @__PURE__ */ rubricSchema();
export type Rubric = z.infer<ReturnType<typeof rubricSchema>>;
