/** What the made-up SEN service told of plans of the present term: all of some, part of others, nothing yet of the rest. */
import { noFacts, type Asked, type CaseFacts } from '#lib/domain/case-fact.ts';
import { addDays, londonDate, type Instant, type PlainDate } from '#lib/domain/plain-date.ts';
import type { PlanDates } from '#lib/domain/plan-dates.ts';
import { fraction, integer, randomStream, type Random } from '#lib/domain/random.ts';
import * as caseFacts from '#lib/server/case-facts.ts';
import type { Store } from '#lib/server/db/store.ts';
import { between, happens } from './chance.ts';

/** How much is told: of half of the plans most things, of a quarter the health body's agreement alone. */
const MOST = 0.5;
const SOME = 0.75;

const agreements: readonly CaseFacts['answers'][string][] = [
	{ level: 'met', note: 'Health panel agreed the therapy hours.' },
	{ level: 'met' },
	{ level: 'not_applicable' },
	{ level: 'partly', note: 'Agreed for therapy; the nursing hours are not mentioned.' },
	{ level: 'cannot_tell' }
];

/** Tells case facts of a term's plans. */
export async function addCaseFacts(
	{ store, seed, coordinatorId }: { readonly store: Store; readonly seed: string; readonly coordinatorId: string },
	termId: string,
	now: Instant
): Promise<void> {
	const today = londonDate(now);
	const random = randomStream(`${seed} case facts`);
	const { plans } = await caseFacts.asked(store, termId, today);
	const told = plans.flatMap(({ planRef, asked, dates }) => {
		const facts = noFacts();
		const much = fraction(random);
		if (much < SOME && asked.criteria.some(({ criterion }) => criterion.id === 'G.4')) {
			const agreement = agreements[integer(random, agreements.length)];
			if (agreement) facts.answers['G.4'] = agreement;
		}
		if (much < MOST) addReview(random, facts, asked, dates, today);
		return Object.keys(facts.answers).length > 0 ? [{ planRef, facts }] : [];
	});
	await caseFacts.write(store, termId, told, { actorId: coordinatorId, now });
}

/** The end of the last review, where the register lacks it. */
function addReview(random: Random, facts: CaseFacts, asked: Asked, dates: PlanDates, today: PlainDate): void {
	const wanted = (id: string) => asked.criteria.some(({ criterion }) => criterion.id === id);
	const meeting = dates.reviewMeetingDate;
	if (!meeting) {
		for (const id of ['TIM.3', 'TIM.5']) if (wanted(id)) facts.answers[id] = { level: 'not_applicable' };
		return;
	}
	const after = (from: PlainDate, low: number, high: number) => addDays(from, between(random, low, high));
	const report = after(meeting, 3, 24);
	if (asked.dates.includes('reviewReportReceivedDate') && report <= today)
		facts.dates.reviewReportReceivedDate = report;
	const decision = dates.reviewDecisionDate ?? after(meeting, 14, 35);
	if (asked.dates.includes('reviewDecisionDate') && decision <= today) facts.dates.reviewDecisionDate = decision;
	if (!asked.dates.includes('amendmentNoticeDate') || !asked.dates.includes('amendedFinalDate')) return;
	const final = after(decision, 30, 70);
	if (final <= today && happens(random, 0.7)) {
		facts.dates.amendmentNoticeDate = decision;
		facts.dates.amendedFinalDate = final;
	} else if (wanted('TIM.4')) facts.answers['TIM.4'] = { level: 'not_applicable' };
}
