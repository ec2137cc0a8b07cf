/** The learning reports and headteachers' summaries of the past, compiled and published when they would have been. */
import type { Period } from '#lib/domain/period.ts';
import type { PlainDate } from '#lib/domain/plain-date.ts';
import { reportParts, type CommentaryPiece } from '#lib/domain/report-commentary.ts';
import type { By } from '#lib/server/activity.ts';
import type { Store } from '#lib/server/db/store.ts';
import { newId } from '#lib/server/ids.ts';
import * as people from '#lib/server/people.ts';
import * as recommendations from '#lib/server/recommendations.ts';
import * as commentary from '#lib/server/report-commentary.ts';
import * as reports from '#lib/server/reports.ts';
import * as schoolGuides from '#lib/server/school-guides.ts';
import * as schoolReports from '#lib/server/school-reports.ts';
import { academicYearOf } from '#lib/domain/year-group.ts';
import { demoSchoolGuide } from './guides.ts';
import { keyPeople } from './people.ts';
import { madeUpWords, type MadeUpWords } from './report-words.ts';
import { moment } from './school-years.ts';
import type { Timeline } from './timeline.ts';

/** Days of the half-years' reports and the years' summaries: some weeks after their end, within the next term. */
const DAYS = { autumnHalf: '03-16', summerHalf: '09-16', schools: '09-28' } as const;

/** Adds the publications of the past school years and the present one: reports by the chair, summaries by the coordinator. */
export async function addPublications(
	timeline: Timeline,
	store: Store,
	{ today, partnershipName, coordinatorId }: { today: PlainDate; partnershipName: string; coordinatorId: string }
): Promise<void> {
	const chair = await people.byEmail(store, keyPeople.ruth);
	if (!chair) throw new Error('the demonstration has no chair');
	const by = (actorId: string, day: PlainDate, minutes: number): By => ({ actorId, now: moment(day, minutes) });
	const present = academicYearOf(today);
	const words = madeUpWords(present - 2);
	const learning = (period: Period, day: PlainDate) =>
		timeline.add(moment(day, 200), async () => {
			const wanted = { period, profile: 'full', partnershipName };
			const { reportId } = await reports.compile(store, wanted, by(chair.personId, day, 45));
			const own = words[period];
			if (own) await write(store, reportId, own, by(chair.personId, day, 150));
			await reports.publish(store, reportId, by(chair.personId, day, 200));
			if (!own) return;
			for (const { text, progress } of own.advice)
				for (const { on, ...change } of progress)
					timeline.add(moment(on, 300), () => follow(store, text, change, by(coordinatorId, on, 300)));
			if (own.correction) {
				const { on, says, part, text } = own.correction;
				timeline.add(moment(on, 200), async () => {
					const begun = await reports.correct(store, reportId, says, by(chair.personId, on, 100));
					const piece = { piece: part, text } as const;
					await commentary.write(store, begun.reportId, { piece, seen: 0 }, by(chair.personId, on, 120));
					await reports.publish(store, begun.reportId, by(chair.personId, on, 200));
				});
			}
		});
	const summaries = (academicYear: number, day: PlainDate) =>
		timeline.add(moment(day, 120), async () => {
			await schoolGuides.write(store, demoSchoolGuide(day), by(coordinatorId, day, 50));
			await schoolReports.compile(store, { academicYear, partnershipName }, by(coordinatorId, day, 60));
			await schoolReports.publish(store, academicYear, by(coordinatorId, day, 120));
		});
	for (const year of [present - 2, present - 1, present]) {
		learning(`${year}-h1`, `${year + 1}-${DAYS.autumnHalf}`);
		learning(`${year}-h2`, `${year + 1}-${DAYS.summerHalf}`);
		summaries(year, `${year + 1}-${DAYS.schools}`);
	}
}

/** Writes the chair's words beside a compiled report. */
async function write(store: Store, reportId: string, words: MadeUpWords, by: By): Promise<void> {
	const recommendations = words.advice.map(({ text, owner, due }) => {
		return { recommendationId: newId(), text, owner, due, state: 'not_started' as const, done: '' };
	});
	const pieces: CommentaryPiece[] = [
		{ piece: 'foreword', text: words.foreword },
		...reportParts.flatMap((piece) => {
			const text = words.parts[piece];
			return text === undefined ? [] : [{ piece, text }];
		}),
		{ piece: 'learning', points: [...words.learning] },
		{ piece: 'recommendations', recommendations }
	];
	for (const piece of pieces) await commentary.write(store, reportId, { piece, seen: 0 }, by);
}

/** Writes down how far a recommendation came. */
async function follow(
	store: Store,
	text: string,
	change: Pick<recommendations.ActionChange, 'state' | 'done'>,
	by: By
): Promise<void> {
	const one = (await recommendations.list(store, by.now)).find((known) => known.text === text);
	if (!one) throw new Error(`no report recommends: ${text}`);
	const { owner, due } = one;
	await recommendations.change(store, one.recommendationId, one.changedAt, { owner, due, ...change }, by);
}
