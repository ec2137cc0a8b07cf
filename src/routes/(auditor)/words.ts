/** How the tablet speaks of moments, answers and exchanges. */
import type { ExchangeOutcome } from '#lib/client/sync.ts';
import { senSettingLabels, senTypeLabels } from '#lib/domain/plan.ts';
import { formatDate, londonDate, type Instant } from '#lib/domain/plain-date.ts';
import type { ProblemCode } from '#lib/domain/problem.ts';
import type { Criterion, Level, Rubric, RubricSection } from '#lib/domain/rubric.ts';
import type { WorkloadItem } from '#lib/domain/sync.ts';
import { yearGroupLabel } from '#lib/domain/year-group.ts';

const clock = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', hour: '2-digit', minute: '2-digit' });

/** Gives "14:02", the time in London. */
export function timeOf(instant: Instant): string {
	return clock.format(new Date(instant));
}

/** Gives "3 December 2026 at 16:21". */
export function momentOf(instant: Instant): string {
	return `${formatDate(londonDate(instant))} at ${timeOf(instant)}`;
}

/** Gives "Year 4 · Speech, language and communication". */
export function planWords(item: WorkloadItem): string {
	const { yearGroup, planKind } = item.context;
	return [
		yearGroup === null ? 'Year group not known' : yearGroupLabel(yearGroup),
		item.primaryNeed && senTypeLabels[item.primaryNeed],
		planKind === 'new' ? 'new plan' : 'amended plan'
	]
		.filter(Boolean)
		.join(' · ');
}

/** Gives where the child or young person is, in words. */
export function settingWords(item: WorkloadItem): string | null {
	return item.settingName ?? (item.senSetting ? senSettingLabels[item.senSetting] : null);
}

/** Gives a section's name: "Section F: Special educational provision", or the title alone for the whole plan's. */
export function sectionWords(section: Pick<RubricSection, 'code' | 'title' | 'group'>): string {
	return section.group === 'plan_section' ? `Section ${section.code}: ${section.title}` : section.title;
}

/** Gives an answer's name on a button. */
export function levelWords(rubric: Pick<Rubric, 'answerScale'>, level: Level): string {
	if (level === 'yes') return 'Yes';
	if (level === 'no') return 'No';
	if (level === 'not_applicable') return 'Does not apply';
	return rubric.answerScale.find(({ id }) => id === level)?.label ?? level;
}

/** Gives what a level means for this very question, or what it means at all; empty where its name says everything. */
export function levelMeaning(criterion: Criterion, level: Level): string {
	const { anchors } = criterion.help;
	switch (level) {
		case 'met':
			return anchors?.met ?? '';
		case 'partly':
			return anchors?.partly ?? '';
		case 'not_met':
			return anchors?.notMet ?? '';
		case 'not_applicable':
			return criterion.naWhen ?? '';
		case 'cannot_tell':
			return criterion.answerKind === 'date_check'
				? 'The dates are not in the register.'
				: 'You were not given what you would need to answer.';
		default:
			return '';
	}
}

/** Gives the address that rings a number; what follows the digits, for example an extension, is left out. */
export function telephone(phone: string): string {
	return `tel:${(/^[+\d\s().-]+/.exec(phone)?.[0] ?? '').replace(/[^+\d]/g, '')}`;
}

/** Gives the lines of a text that somebody wrote in a box. */
export function lines(text: string): string[] {
	return text
		.split('\n')
		.map((line) => line.trim())
		.filter(Boolean);
}

/** Gives "1 question" or "4 questions". */
export function questions(count: number): string {
	return `${count} ${count === 1 ? 'question' : 'questions'}`;
}

/** Gives what is said when a section is finished. `left`: how many questions of the whole audit still want something. */
export function finishedWords(section: Pick<RubricSection, 'code' | 'title' | 'group'>, left: number): string {
	const name = section.group === 'plan_section' ? `Section ${section.code}` : section.title;
	return left === 0 ? `${name} is done, and so is every other one` : `${name} is done. ${questions(left)} left`;
}

/** What a refusal of the whole exchange means on a tablet, where the catalogue's words are for a desk. */
const turnedAway: Partial<Record<ProblemCode, string>> = {
	'thing.not_found': 'You are signed in, but not as an auditor. Ask your coordinator.',
	// Tablet and server are of releases that do not know each other yet; loading the page again would change nothing.
	'request.malformed':
		'Your team’s server cannot read what this tablet sends. It may need an update. Nothing is lost: all is saved here, and goes once the server can read it.'
};

/** Gives what an exchange's ending means to the person; null where there is nothing to say. */
export function exchangeWords(outcome: ExchangeOutcome | null): string | null {
	switch (outcome?.state) {
		case 'no_network':
			return 'No network. Carry on: your answers are saved on this tablet.';
		case 'sign_in':
			return 'Sign in again to send. You can keep auditing without it.';
		case 'not_ours':
			return 'The network here answers in our place. It may want you to sign in to it first. Nothing was sent; everything is saved on this tablet.';
		case 'other_person':
			return 'Somebody else is signed in. Nothing was sent.';
		case 'server_failed':
			return 'We could not take it just now. Nothing is lost: this tablet tries again by itself.';
		case 'turned_away':
			return turnedAway[outcome.problem.code] ?? outcome.problem.message;
		case 'not_saved':
			return 'This tablet could not write down the reply. It may be short of space. Nothing is lost: free some space and send again.';
		default:
			return null;
	}
}
