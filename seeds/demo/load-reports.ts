/** The learning reports and headteachers' summaries of the past, compiled and published when they would have been. */
import type { Period } from '#lib/domain/period.ts';
import type { Instant, PlainDate } from '#lib/domain/plain-date.ts';
import type { By } from '#lib/server/activity.ts';
import type { Store } from '#lib/server/db/store.ts';
import * as people from '#lib/server/people.ts';
import * as reports from '#lib/server/reports.ts';
import * as schoolReports from '#lib/server/school-reports.ts';
import { academicYearOf } from '#lib/domain/year-group.ts';
import { keyPeople } from './people.ts';
import { moment } from './school-years.ts';

/** Something published at a moment. */
interface Publication {
	readonly at: Instant;
	readonly act: () => Promise<void>;
}

/** Days of the half-years' reports and the years' summaries: some weeks after their end, within the next term. */
const DAYS = { autumnHalf: '03-16', summerHalf: '09-16', schools: '09-28' } as const;

/** What is left to publish, in the order of time; `until` publishes what was due by then. */
export interface Publications {
	until(moment: Instant): Promise<void>;
}

/** Gives the publications of the two past school years and the present one up to `today`: reports by the chair, summaries by the coordinator. */
export async function publicationsOf(
	store: Store,
	{ today, partnershipName, coordinatorId }: { today: PlainDate; partnershipName: string; coordinatorId: string }
): Promise<Publications> {
	const chair = await people.byEmail(store, keyPeople.ruth);
	if (!chair) throw new Error('the demonstration has no chair');
	const learning = (period: Period, day: PlainDate): Publication => ({
		at: moment(day, 200),
		act: async () => {
			const by = (minutes: number): By => ({ actorId: chair.personId, now: moment(day, minutes) });
			const { reportId } = await reports.compile(store, { period, profile: 'full', partnershipName }, by(45));
			await reports.publish(store, reportId, by(200));
		}
	});
	const summaries = (academicYear: number, day: PlainDate): Publication => ({
		at: moment(day, 120),
		act: async () => {
			const by = (minutes: number): By => ({ actorId: coordinatorId, now: moment(day, minutes) });
			await schoolReports.compile(store, { academicYear, partnershipName }, by(60));
			await schoolReports.publish(store, academicYear, by(120));
		}
	});
	const present = academicYearOf(today);
	const waiting = [present - 2, present - 1, present]
		.flatMap((year) => [
			learning(`${year}-h1`, `${year + 1}-${DAYS.autumnHalf}`),
			learning(`${year}-h2`, `${year + 1}-${DAYS.summerHalf}`),
			summaries(year, `${year + 1}-${DAYS.schools}`)
		])
		.filter(({ at }) => at.slice(0, 10) < today);
	return {
		async until(now) {
			for (let next = waiting[0]; next && next.at <= now; next = waiting[0]) {
				waiting.shift();
				await next.act();
			}
		}
	};
}
