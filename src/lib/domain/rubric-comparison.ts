/**
 * What is different between two versions of the questions, in words that a forum can go through line by line: what was asked anew, left
 * out, worded or weighed differently. Pure: two rubrics in, changes out.
 */
import type { Criterion, Rubric, RubricSection } from './rubric.ts';

export interface RubricChange {
	/** Where: a criterion id, a section, or a part of the rules. */
	readonly place: string;
	readonly kind: 'added' | 'removed' | 'moved' | 'changed';
	/** What of it, for example "Question" or "Weight". */
	readonly what: string;
	readonly before: string | null;
	readonly after: string | null;
	/** Whether grades or the questions that apply can come out differently; else it is wording alone. */
	readonly weighs: boolean;
}

interface Facet<Thing> {
	readonly what: string;
	readonly of: (thing: Thing) => unknown;
	readonly weighs: boolean;
}

const wording = <Thing>(what: string, of: (thing: Thing) => unknown): Facet<Thing> => ({ what, of, weighs: false });
const weight = <Thing>(what: string, of: (thing: Thing) => unknown): Facet<Thing> => ({ what, of, weighs: true });

const criterionFacets: readonly Facet<Criterion>[] = [
	wording('Question', (one) => one.question),
	weight('Kind of answer', (one) => one.answerKind),
	weight('Weight', (one) => one.weight),
	weight('In the short audit', (one) => one.core),
	weight('May be “does not apply”', (one) => one.naAllowed),
	wording('Does not apply when', (one) => one.naWhen),
	weight('May be “cannot tell”', (one) => one.cannotTellAllowed),
	weight('Must, in law', (one) => one.legal.must),
	weight('Best grade when not met', (one) => one.legal.onNotMet),
	weight('Best grade when partly met', (one) => one.legal.onPartlyMet),
	wording('Law', (one) => [one.legal.basis, ...one.legal.refs]),
	weight('Whom it applies to', (one) => one.appliesTo),
	weight('Where to look', (one) => one.evidence),
	wording('What to look for', (one) => one.help.lookFor),
	wording('Meaning of “met”', (one) => one.help.anchors?.met),
	wording('Meaning of “partly met”', (one) => one.help.anchors?.partly),
	wording('Meaning of “not met”', (one) => one.help.anchors?.notMet),
	wording('Strong wording', (one) => one.help.strongExample),
	wording('Weak wording', (one) => one.help.weakExample),
	weight('Themes', (one) => one.themes),
	weight('Who contributes', (one) => one.contributors),
	wording('Items of the improvement plan', (one) => one.seedItems),
	weight('What can be listed', (one) => one.recordOptions?.map(({ label }) => label)),
	weight('Date check', (one) => one.check)
];

const sectionFacets: readonly Facet<RubricSection>[] = [
	wording('Title', (one) => one.title),
	weight('Kind of section', (one) => one.group),
	weight('Weight in the whole', (one) => one.overallWeight),
	weight('A term may leave it out', (one) => one.optional),
	weight('Needed for an overall grade', (one) => one.requiredForOverall),
	weight('Reported by itself', (one) => one.reportedSeparately ?? false),
	wording('When all of it does not apply', (one) => one.wholeSectionNaWhen),
	weight('Answers needed for a grade', (one) => one.minAnswered),
	wording('What the law asks', (one) => one.requirement),
	wording('Law', (one) => one.requirementRefs)
];

/** Parts of a rubric beside its sections; figures that follow from the sections are left out. */
const partFacets: readonly Facet<Rubric>[] = [
	wording('Title', (one) => one.title),
	wording('Status', (one) => one.status),
	wording('Law as of', (one) => one.lawAsOf),
	weight('Answers', (one) => one.answerScale.map(({ id, points, noteRequired }) => ({ id, points, noteRequired }))),
	wording('Meaning of answers', (one) => one.answerScale.map(({ label, meaning }) => `${label}: ${meaning}`)),
	weight('Grades', (one) => one.grades.map(({ label, minPercent }) => `${label} from ${minPercent}%`)),
	weight('Share that must be answered', (one) => one.scoring.sectionRule.minCoverage),
	weight('What Outstanding needs', (one) => one.scoring.sectionRule.outstandingRequires),
	weight('Caps on the whole', (one) => one.scoring.overallRule.caps.map(({ when, best }) => `${when}: ${best}`)),
	weight('Answers that Outstanding needs', (one) => one.scoring.overallRule.outstandingRequiresAnswered),
	weight('Kinds of audit', (one) => one.profiles),
	weight('Themes', (one) => one.themes),
	weight('Contributors', (one) => one.contributors)
];

/** Gives a value as a reader sees it; null for what is not there. */
function wordsOf(value: unknown): string | null {
	if (value === null || value === undefined) return null;
	if (typeof value === 'string') return value;
	if (typeof value === 'boolean') return value ? 'yes' : 'no';
	if (typeof value === 'number') return String(value);
	if (Array.isArray(value)) {
		const all = value.map(wordsOf).filter((word) => word !== null);
		return all.length > 0 ? all.join('; ') : null;
	}
	const parts = Object.entries(value).flatMap(([key, inner]) => {
		const words = wordsOf(inner);
		return words === null ? [] : [`${key}: ${words}`];
	});
	return parts.length > 0 ? parts.join(', ') : null;
}

function changesOf<Thing>(place: string, facets: readonly Facet<Thing>[], before: Thing, after: Thing): RubricChange[] {
	return facets.flatMap(({ what, of, weighs }) => {
		const [was, is] = [wordsOf(of(before)), wordsOf(of(after))];
		return was === is ? [] : [{ place, kind: 'changed' as const, what, before: was, after: is, weighs }];
	});
}

/**
 * Gives every change from one rubric to another: the rules first, then section by section in the order of the later one, with what was
 * left out at the end of its section. A criterion is known again by its id, which is never used for another question.
 */
export function compareRubrics(before: Rubric, after: Rubric): RubricChange[] {
	const was = new Map(before.sections.map((section) => [section.code, section]));
	const is = new Map(after.sections.map((section) => [section.code, section]));
	const homeBefore = homes(before);
	const homeAfter = homes(after);
	const codes = [...is.keys(), ...[...was.keys()].filter((code) => !is.has(code))];
	return [
		...changesOf('The rules', partFacets, before, after),
		...codes.flatMap((code): RubricChange[] => {
			const [old, now] = [was.get(code), is.get(code)];
			const place = `Section ${code}`;
			const own: RubricChange[] =
				old && now
					? changesOf(place, sectionFacets, old, now)
					: [whole(place, 'Section', old?.title ?? null, now?.title ?? null)];
			const asked = (now?.criteria ?? []).flatMap((criterion): RubricChange[] => {
				const home = homeBefore.get(criterion.id);
				if (!home) return [whole(criterion.id, 'Question', null, criterion.question)];
				const moved: RubricChange[] =
					home.code === code
						? []
						: [
								{
									place: criterion.id,
									kind: 'moved',
									what: 'Section',
									before: home.code,
									after: code,
									weighs: true
								}
							];
				return [...moved, ...changesOf(criterion.id, criterionFacets, home.criterion, criterion)];
			});
			const left = (old?.criteria ?? []).filter(({ id }) => !homeAfter.has(id));
			return [...own, ...asked, ...left.map(({ id, question }) => whole(id, 'Question', question, null))];
		})
	];
}

function homes(rubric: Rubric): Map<string, { readonly code: string; readonly criterion: Criterion }> {
	return new Map(
		rubric.sections.flatMap(({ code, criteria }) =>
			criteria.map((criterion) => [criterion.id, { code, criterion }] as const)
		)
	);
}

function whole(place: string, what: string, before: string | null, after: string | null): RubricChange {
	return { place, kind: before === null ? 'added' : 'removed', what, before, after, weighs: true };
}
