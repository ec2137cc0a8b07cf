/** The sentences of a headteacher's summary. Made from shown figures only. */
import { figureWords } from './learning-report-words.ts';
import { formatDate, londonDate, type Instant } from './plain-date.ts';
import type { Figure } from './report-figure.ts';
import { counted, listed } from './report-words.ts';
import type { Rubric } from './rubric.ts';
import { trainingLines, type SchoolGuide } from './school-guide.ts';
import type { YearPicture } from './school-picture.ts';
import type { SchoolReport } from './school-report.ts';
import { AREA_MINIMUM } from './share.ts';
import { suppressionRules, type SuppressionRuleId } from './suppression.ts';
import { academicYearLabel } from './year-group.ts';

type Facts = Omit<SchoolReport, 'summary' | 'partnership' | 'method'>;

/** Gives the first paragraph: how many plans, and what they and the picture around them say. */
export function summaryOf(facts: Facts, ruleId: SuppressionRuleId): string {
	return [basisWords(facts, suppressionRules[ruleId].figure.minimumBase), ownWords(facts), pictureWords(facts)]
		.filter((part) => part !== '')
		.join(' ');
}

function basisWords({ basis, plans, years, yearLabel }: Facts, minimum: number): string {
	if (basis === 'withheld' || plans === null)
		return `Too few plans that name your school have been audited to show figures of its own without saying too much about one child: that needs ${minimum}.`;
	if (basis === 'own') return `${counted(plans, 'plan')} that name your school were audited in ${yearLabel}.`;
	const labels = [...years].sort((a, b) => a - b).map(academicYearLabel);
	return `Fewer than ${minimum} plans that name your school were audited in ${yearLabel}, so this summary puts ${listed(labels)} together: ${counted(plans, 'plan')}.`;
}

function ownWords({ own }: Facts): string {
	if (!own || own.answers.state === 'too_few') return '';
	const whole =
		own.goodOrBetter.state === 'too_few'
			? ''
			: ` As a whole, ${figureWords(own.goodOrBetter)} ${own.goodOrBetter.state === 'shown' && own.goodOrBetter.count === 1 ? 'was' : 'were'} good or outstanding.`;
	return `They met what was asked in ${figureWords(own.answers, 'answers')}.${whole}`;
}

function pictureWords({ picture, basis }: Facts): string {
	if (picture.of === 'none' || picture.plans === null)
		return `Fewer than ${AREA_MINIMUM} plans were audited in the whole area, too few for figures. The advice below holds all the same.`;
	const shown = picture.goodOrBetter.state === 'too_few' ? '' : goodWords(picture.goodOrBetter);
	const instead = basis === 'withheld' ? 'So we show' : 'Beside them we show';
	return `${instead} ${picture.label}: ${counted(picture.plans, 'plan')} audited${shown}.`;
}

function goodWords(figure: Figure): string {
	return `, ${figureWords(figure)} good or outstanding as a whole`;
}

/** Gives what every partnership does with what was found, after what it says of itself. */
export function partnershipOf({ picture, partnershipName }: Facts, { area }: YearPicture, rubric: Rubric): string[] {
	const weakest = Object.entries(area?.sections ?? {})
		.filter(([code]) => rubric.sections.some((section) => section.code === code && !section.reportedSeparately))
		.flatMap(([code, figure]) => (figure.state === 'shown' ? [{ code, share: figure.count / figure.of }] : []))
		.sort((a, b) => a.share - b.share)
		.slice(0, 2)
		.map(({ code }) => rubric.sections.find((section) => section.code === code))
		.filter((section) => section !== undefined);
	const lines = [
		area
			? `Auditors from the area’s services, schools and families read ${counted(area.plans, 'plan')} in ${partnershipName} this school year.`
			: `Auditors from the area’s services, schools and families read plans in ${partnershipName} each term.`,
		'The quality assurance forum goes through the findings each half-year and publishes them as a learning report.'
	];
	if (weakest.length > 0) {
		const named = weakest.map(({ code, title, group }) =>
			group === 'plan_section' ? `Section ${code} (${title})` : title
		);
		const services = [
			...new Set(
				weakest
					.flatMap((section) => section.criteria.flatMap((criterion) => criterion.contributors))
					.filter((id) => id !== 'education_setting' && id !== 'family')
			)
		].map((id) => rubric.contributors.find((contributor) => contributor.id === id)?.label ?? id);
		lines.push(
			`Across the area, ${listed(named)} ${weakest.length === 1 ? 'is' : 'are'} weakest. The forum takes ${weakest.length === 1 ? 'it' : 'them'} up with those who contribute: ${listed(services.map(lowered))}.`
		);
	}
	if (picture.of !== 'none')
		lines.push('The next audits are drawn afresh each term; your school has nothing to prepare for them.');
	return lines;
}

/** Gives the days of training that are still to come when the summary is compiled. */
export function trainingOf(guide: SchoolGuide, compiledAt: Instant): string {
	const lines = trainingLines(guide, londonDate(compiledAt));
	return lines.length > 0
		? `Training for schools: ${lines.join('; ')}.`
		: 'Dates of training for schools come from the SEN service as they are fixed.';
}

/** Gives how the figures were made and why some are hidden. */
export function methodOf(
	{ compiledAt, rubric, yearLabel, actions }: Facts,
	ruleId: SuppressionRuleId
): SchoolReport['method'] {
	const { figure, distribution } = suppressionRules[ruleId];
	const dated = actions.some(({ about }) => about !== undefined)
		? ' Reviews on time are worked out from the dates that the SEN service holds, for limits in this school year; where the dates do not tell, a plan is left out.'
		: '';
	return [
		{
			title: 'How the figures were made',
			text: `From full audits counted in ${yearLabel}, one for each plan, made with “${rubric.title}”, version ${rubric.version}. Auditors answer questions; grades follow from the answers by published rules. A theme counts answers to its questions. All figures are unweighted. Compiled on ${formatDate(londonDate(compiledAt))}.${dated}`
		},
		{
			title: 'Why some are hidden',
			text: `So that nobody can work out a child. A school’s own figure needs ${figure.minimumBase} plans, its grades ${distribution.minimumBase}; under that up to three school years are put together, then schools like yours are shown, then the whole area, each from ${AREA_MINIMUM} plans on. Counts of 1 to ${figure.minimumCell - 1} are hidden, and with them others that would give them away.`
		},
		{
			title: 'What it is not',
			text: 'A judgement on your school. Plans are written by the SEN service with many people’s advice; the audit looks at the plan on paper, not at the support a child gets.'
		}
	];
}

/** A label within a sentence: a small letter first, but not in an acronym. */
function lowered(label: string): string {
	return /^[A-Z][a-z]/.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;
}
