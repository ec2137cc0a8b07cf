/**
 * The practice audit: a made-up plan, some of the rubric's questions about it, and for each the answer that the makers of the rubric
 * would give, with the reason and the words of the plan that it rests on. Nobody is marked: it is there to talk about.
 */
import * as z from 'zod';
import type { scaleLevels } from './rubric-schema.ts';
import { allowedLevels, criterionById, type Criterion, type Level, type Rubric } from './rubric.ts';

const Words = z.string().min(1).max(1000);
const referenceLevels = ['met', 'partly', 'not_met'] as const satisfies readonly (typeof scaleLevels)[number][];

export const PracticeBlock = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('text'), text: Words }),
	z.strictObject({ kind: z.literal('list'), items: z.array(Words).min(1) })
]);
export type PracticeBlock = z.infer<typeof PracticeBlock>;

export const PracticeSection = z.strictObject({
	/** As it stands on the page: a letter, two that were run together, or `front`. */
	code: z.string().min(1).max(20),
	title: Words,
	blocks: z.array(PracticeBlock).min(1)
});
export type PracticeSection = z.infer<typeof PracticeSection>;

export const PracticeQuestion = z.strictObject({
	criterionId: z.string().max(20),
	/** The reference answer. */
	level: z.enum(referenceLevels),
	/** Why, to the auditor. */
	why: Words,
	/** The words of the plan that it rests on, as they stand there. */
	quotes: z.array(z.strictObject({ section: z.string().max(20), words: Words })).min(1)
});
export type PracticeQuestion = z.infer<typeof PracticeQuestion>;

export const Practice = z.strictObject({
	/** Another plan or other reference answers are another edition; answers to an earlier one are not carried over. */
	edition: z.string().max(20),
	rubricId: z.string().max(100),
	rubricVersion: z.string().max(30),
	plan: z.array(PracticeSection).min(1),
	questions: z.array(PracticeQuestion).min(1)
});
export type Practice = z.infer<typeof Practice>;

/** What the practice needs of the rubric that it names: the questions it asks and how their answers are called. */
export type PracticeRubric = Pick<
	Rubric,
	'rubricId' | 'version' | 'answerScale' | 'evidenceKinds' | 'noteRules' | 'sections'
>;

export type PracticeAnswers = Readonly<Record<string, Level>>;

/** Gives a section's words as one text, for finding a quotation in it. */
export function textOf(section: PracticeSection): string {
	return section.blocks.flatMap((block) => (block.kind === 'text' ? [block.text] : block.items)).join('\n');
}

/** Gives what is wrong with a practice beside the rubric that it names, one line each; empty when it is sound. */
export function practiceFaults(practice: Practice, rubric: Rubric): string[] {
	const faults: string[] = [];
	if (practice.rubricId !== rubric.rubricId || practice.rubricVersion !== rubric.version)
		faults.push(`It names ${practice.rubricId}@${practice.rubricVersion}, not this rubric`);
	const seen = new Set<string>();
	for (const { criterionId, level, quotes } of practice.questions) {
		if (seen.has(criterionId)) faults.push(`${criterionId} is asked twice`);
		seen.add(criterionId);
		const criterion = criterionById(rubric, criterionId);
		if (!criterion) faults.push(`${criterionId} is not a question of the rubric`);
		else if (!allowedLevels(criterion).includes(level)) faults.push(`${criterionId} cannot be answered "${level}"`);
		for (const { section, words } of quotes) {
			const found = practice.plan.find(({ code }) => code === section);
			if (!found) faults.push(`${criterionId} quotes section "${section}", which the plan does not have`);
			else if (!textOf(found).includes(words)) faults.push(`${criterionId}: "${words}" is not in section ${section}`);
		}
	}
	return faults;
}

/** Gives how many of the answered questions agree with the reference, out of how many, and which do not. */
export function practiceAgreement(
	practice: Pick<Practice, 'questions'>,
	answers: PracticeAnswers
): { readonly agreed: number; readonly of: number; readonly differing: PracticeQuestion[] } {
	const answered = practice.questions.filter(({ criterionId }) => answers[criterionId] !== undefined);
	const differing = answered.filter(({ criterionId, level }) => answers[criterionId] !== level);
	return { agreed: answered.length - differing.length, of: answered.length, differing };
}

/** Gives the first question that is not answered yet, or null when all are. */
export function nextOpen(practice: Pick<Practice, 'questions'>, answers: PracticeAnswers): PracticeQuestion | null {
	return practice.questions.find(({ criterionId }) => answers[criterionId] === undefined) ?? null;
}

/** Gives a question of the practice as the rubric words it. Throws a RangeError for one that the rubric does not have. */
export function practiceCriterion(rubric: PracticeRubric, criterionId: string): Criterion {
	const found = rubric.sections.flatMap(({ criteria }) => criteria).find(({ id }) => id === criterionId);
	if (!found) throw new RangeError(`The practice has no question ${criterionId}`);
	return found;
}
