/** What schools contribute to plans, and what a school can do about it. */
import { rankOfFigure, tooFew, type Figure } from './report-figure.ts';
import { schoolActionOf, statementOf } from './criterion-words.ts';
import type { Criterion, Rubric } from './rubric.ts';
import { ranked, type Picture } from './school-picture.ts';
import type { SchoolReport, SchoolReportInput } from './school-report.ts';
import type { ReviewLine } from './school-review.ts';

/** Things to do, and questions, that a summary names. */
const NAMED = 3;
const CONTRIBUTIONS = 5;

/** Gives whether auditors judge a question and it fits the ages that a school teaches. */
export function judgedFor({ answerKind, appliesTo }: Criterion, school: SchoolReportInput['school']): boolean {
	const [from, to] = yearsTaught(school);
	return answerKind === 'scale' && (appliesTo.minYear ?? -Infinity) <= to && (appliesTo.maxYear ?? Infinity) >= from;
}

/** Gives the judged questions that schools contribute to and that fit the ages of this one. */
export function contributedCriteria(rubric: Rubric, school: SchoolReportInput['school']): Criterion[] {
	return rubric.sections
		.flatMap((section) => section.criteria)
		.filter((criterion) => criterion.contributors.includes('education_setting') && judgedFor(criterion, school));
}

/** National curriculum years from the statutory ages: a school for ages 4 to 11 teaches Reception to Year 6. */
function yearsTaught({ phase, lowAge, highAge }: SchoolReportInput['school']): [from: number, to: number] {
	if (lowAge !== null && highAge !== null) return [lowAge - 4, highAge - 5];
	if (phase === 'early_years') return [-5, 0];
	if (phase === 'primary') return [-1, 6];
	if (phase === 'secondary') return [7, 13];
	return phase === 'post16' ? [12, 20] : [-5, 20];
}

/** Gives the sections that schools contribute to, where they have a figure. */
export function sectionLines(
	rubric: Rubric,
	contributed: readonly Criterion[],
	picture: Picture | null
): SchoolReport['picture']['sections'] {
	if (!picture) return [];
	return rubric.sections
		.filter((section) => section.criteria.some((criterion) => contributed.includes(criterion)))
		.map((section) => ({
			sectionId: section.code,
			title: section.title,
			figure: picture.sections[section.code] ?? tooFew
		}))
		.filter(({ figure }) => figure.state !== 'too_few');
}

/** Gives the questions that schools contribute to and that were met least often. */
export function contributionLines(
	contributed: readonly Criterion[],
	picture: Picture | null
): SchoolReport['picture']['contributions'] {
	if (!picture) return [];
	const order = ranked(
		picture.criteria,
		contributed.map((criterion) => criterion.id)
	);
	return order.slice(0, CONTRIBUTIONS).map((id) => ({
		criterionId: id,
		says: statementOf(contributed.find((criterion) => criterion.id === id) as Criterion),
		figure: picture.criteria[id] ?? tooFew
	}));
}

/**
 * Gives three things to do, of what schools contribute: first what belongs to the school's own weakest themes where these are shown, then
 * what is met least often around it, then what weighs most. Reviews on time stand among them with their own figure, or the one around.
 */
export function actionsOf(
	contributed: readonly Criterion[],
	ownThemes: Readonly<Record<string, Figure>>,
	picture: Picture | null,
	reviews: readonly ReviewLine[] = []
): SchoolReport['actions'] {
	const rank = (figure: Figure | undefined) => rankOfFigure(figure ?? tooFew) ?? 1;
	const judged = contributed
		.filter(({ help }) => help.strongExample && help.weakExample)
		.map((criterion) => ({
			criterion,
			own: rank(ownThemes[criterion.themes[0] ?? '']),
			around: rank(picture?.criteria[criterion.id])
		}));
	// Where no theme of its own is shown there is nothing to set a school's own reviews against but what is around it.
	const ownShown = Object.values(ownThemes).some((figure) => rankOfFigure(figure) !== null);
	const dated = reviews.map(({ criterion, own, around }) => ({
		criterion,
		own: ownShown ? rank(own) : 1,
		around: rank(own.state === 'too_few' ? around : own)
	}));
	const order = [...judged, ...dated]
		.sort((a, b) => a.own - b.own || a.around - b.around || b.criterion.weight - a.criterion.weight)
		.map(({ criterion }) => criterion);
	// First no theme twice, then whatever is left, so that a narrow rubric still fills the list.
	const chosen: Criterion[] = [];
	const take = (fits: (criterion: Criterion) => boolean) => {
		for (const criterion of order)
			if (chosen.length < NAMED && !chosen.includes(criterion) && fits(criterion)) chosen.push(criterion);
	};
	take(({ themes }) => chosen.every((other) => other.themes[0] !== themes[0]));
	take(() => true);
	return chosen.map((criterion) => {
		const review = reviews.find((line) => line.criterion === criterion);
		const ownReviews = review && review.own.state !== 'too_few' ? review.own : null;
		return {
			criterionId: criterion.id,
			says: statementOf(criterion),
			action: schoolActionOf(criterion),
			figure: ownReviews ?? picture?.criteria[criterion.id] ?? tooFew,
			...(ownReviews && { about: 'your school, from the dates of its plans' })
		};
	});
}

/** Gives what good looks like, for the things to do: the rubric's own made-up wordings, strong and weak. */
export function examplesOf(
	actions: SchoolReport['actions'],
	contributed: readonly Criterion[]
): SchoolReport['examples'] {
	return actions.flatMap(({ criterionId, says }) => {
		const help = contributed.find(({ id }) => id === criterionId)?.help;
		if (!help?.strongExample || !help.weakExample) return [];
		return [{ criterionId, says, strong: help.strongExample, weak: help.weakExample }];
	});
}
