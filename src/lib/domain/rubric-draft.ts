/**
 * A version of the questions while it is being written: it may still have faults, is edited question by question or as a whole text, and
 * is published only when it has none. What follows from the questions (how many there are) is brought into line by itself.
 */
import * as z from 'zod';
import { gradeIds, Rubric } from './rubric-schema.ts';

/** The whole text of a draft, as JSON. */
export const DRAFT_LIMIT = 600_000;

/** A fault that keeps a draft from being published: where, in words that a person finds in the text, and what. */
export interface DraftFault {
	readonly place: string;
	/** The criterion in which it lies, where it lies in one. */
	readonly criterionId: string | null;
	readonly message: string;
}

const Words = z.string().trim().max(2000, 'Shorten this to 2,000 characters');
const Needed = (message: string) => Words.min(1, message);

/** What a form changes of one criterion; an empty text takes words away where they may be absent. */
export const CriterionEdit = z.strictObject({
	question: Needed('Enter the question'),
	weight: z.coerce.number().int().min(0, 'Choose a weight').max(3, 'Choose a weight'),
	core: z.coerce.boolean(),
	naWhen: Words,
	cannotTellAllowed: z.coerce.boolean(),
	onNotMet: z.enum(['', ...gradeIds], 'Choose a grade or no cap'),
	onPartlyMet: z.enum(['', ...gradeIds], 'Choose a grade or no cap'),
	lookFor: Needed('Say what to look for'),
	met: Words,
	partly: Words,
	notMet: Words,
	strongExample: Words,
	weakExample: Words
});
export type CriterionEdit = z.infer<typeof CriterionEdit>;

/** A rubric of the right shape at least, so that a form can show it. */
export type DraftBody = Rubric;

/** Gives the draft of a next version: the questions as they are, under the next number (wording alone is settled when it is published). */
export function draftFrom(published: Rubric): DraftBody {
	const [major = 0, minor = 0] = published.version.split('.').map(Number);
	return { ...structuredClone(published), version: `${major}.${minor + 1}.0`, status: 'draft' };
}

/** Gives a draft's text parsed, or what keeps it from being read. A draft with faults that are not in its shape can still be read. */
export function readDraft(text: string): { body: unknown } | { fault: string } {
	if (text.length > DRAFT_LIMIT)
		return { fault: `Shorten the text to ${DRAFT_LIMIT.toLocaleString('en-GB')} characters` };
	try {
		const body: unknown = JSON.parse(text);
		if (body === null || typeof body !== 'object' || Array.isArray(body))
			return { fault: 'The text must be one JSON object, from { to }' };
		return { body };
	} catch (thrown) {
		return { fault: `This is not JSON yet: ${thrown instanceof Error ? thrown.message : 'it cannot be read'}` };
	}
}

/** Gives a draft of the right shape, which a form can show though it may contradict itself; null where a part is missing or misshapen. */
export function shaped(body: unknown): DraftBody | null {
	const parsed = Rubric.safeParse(body);
	if (parsed.success) return parsed.data;
	// What no shape can say is only asked once the shape is right, and is the one kind of issue of our own.
	return parsed.error.issues.every(({ code }) => code === 'custom') ? (body as DraftBody) : null;
}

/** Gives every fault of a draft, in the order of the file; none where it could be published. */
export function faultsOf(body: unknown): DraftFault[] {
	const parsed = Rubric.safeParse(body);
	if (parsed.success) return [];
	return parsed.error.issues.map(({ path, message }) => placed(body, path, message));
}

function placed(body: unknown, path: readonly PropertyKey[], message: string): DraftFault {
	let at: unknown = body;
	const words: string[] = [];
	let criterionId: string | null = null;
	for (const key of path) {
		at = at !== null && typeof at === 'object' ? (at as Record<PropertyKey, unknown>)[key] : undefined;
		const named = at as { id?: unknown; code?: unknown } | null | undefined;
		const name = typeof named?.code === 'string' ? named.code : typeof named?.id === 'string' ? named.id : null;
		if (words.at(-1) === 'criteria' && name) criterionId = name;
		words.push(typeof key === 'number' ? (name ?? `${key + 1}.`) : String(key));
	}
	return { place: words.join(' › ') || 'the whole text', criterionId, message };
}

/** Gives a draft with its own counts brought into line with its questions. */
export function settled(body: DraftBody): DraftBody {
	const criteria = body.sections.flatMap((section) => section.criteria);
	return {
		...body,
		counts: {
			sections: body.sections.length,
			criteria: criteria.length,
			scored: criteria.filter(({ weight }) => weight > 0).length,
			core: criteria.filter(({ core }) => core).length,
			legalMust: criteria.filter(({ legal }) => legal.must).length,
			recordOnly: criteria.filter(({ answerKind }) => answerKind === 'record_only').length
		}
	};
}

/** Gives what a form shows of a criterion. */
export function editOf(criterion: DraftBody['sections'][number]['criteria'][number]): CriterionEdit {
	const { help, legal } = criterion;
	return {
		question: criterion.question,
		weight: criterion.weight,
		core: criterion.core,
		naWhen: criterion.naWhen ?? '',
		cannotTellAllowed: criterion.cannotTellAllowed,
		onNotMet: legal.onNotMet ?? '',
		onPartlyMet: legal.onPartlyMet ?? '',
		lookFor: help.lookFor,
		met: help.anchors?.met ?? '',
		partly: help.anchors?.partly ?? '',
		notMet: help.anchors?.notMet ?? '',
		strongExample: help.strongExample ?? '',
		weakExample: help.weakExample ?? ''
	};
}

const orNull = <Text extends string>(text: Text): Exclude<Text, ''> | null =>
	text === '' ? null : (text as Exclude<Text, ''>);

/** Gives the draft with one criterion changed and the counts in line. Throws a RangeError for a criterion that it does not have. */
export function editCriterion(body: DraftBody, criterionId: string, edit: CriterionEdit): DraftBody {
	let found = false;
	const sections = body.sections.map((section) => ({
		...section,
		criteria: section.criteria.map((criterion) => {
			if (criterion.id !== criterionId) return criterion;
			found = true;
			const anchors = { met: orNull(edit.met), partly: orNull(edit.partly), notMet: orNull(edit.notMet) };
			return {
				...criterion,
				question: edit.question,
				weight: edit.weight,
				core: edit.core,
				naAllowed: edit.naWhen !== '',
				naWhen: orNull(edit.naWhen),
				cannotTellAllowed: edit.cannotTellAllowed,
				legal: { ...criterion.legal, onNotMet: orNull(edit.onNotMet), onPartlyMet: orNull(edit.onPartlyMet) },
				help: {
					lookFor: edit.lookFor,
					anchors: Object.values(anchors).some((words) => words !== null) ? anchors : null,
					strongExample: orNull(edit.strongExample),
					weakExample: orNull(edit.weakExample)
				}
			};
		})
	}));
	if (!found) throw new RangeError(`the draft has no criterion "${criterionId}"`);
	return settled({ ...body, sections });
}
