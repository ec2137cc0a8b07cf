/** The learning reports and headteachers' summaries of the past, compiled and published when they would have been. */
import type { Period } from '#lib/domain/period.ts';
import type { PlainDate } from '#lib/domain/plain-date.ts';
import type { By } from '#lib/server/activity.ts';
import type { Store } from '#lib/server/db/store.ts';
import * as people from '#lib/server/people.ts';
import * as reports from '#lib/server/reports.ts';
import * as schoolGuides from '#lib/server/school-guides.ts';
import * as schoolReports from '#lib/server/school-reports.ts';
import { academicYearOf } from '#lib/domain/year-group.ts';
import { demoSchoolGuide } from './guides.ts';
import { keyPeople } from './people.ts';
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
	const learning = (period: Period, day: PlainDate) =>
		timeline.add(moment(day, 200), async () => {
			const wanted = { period, profile: 'full', partnershipName };
			const { reportId } = await reports.compile(store, wanted, by(chair.personId, day, 45));
			await reports.publish(store, reportId, by(chair.personId, day, 200));
		});
	const summaries = (academicYear: number, day: PlainDate) =>
		timeline.add(moment(day, 120), async () => {
			await schoolGuides.write(store, demoSchoolGuide(day), by(coordinatorId, day, 50));
			await schoolReports.compile(store, { academicYear, partnershipName }, by(coordinatorId, day, 60));
			await schoolReports.publish(store, academicYear, by(coordinatorId, day, 120));
		});
	const present = academicYearOf(today);
	for (const year of [present - 2, present - 1, present]) {
		learning(`${year}-h1`, `${year + 1}-${DAYS.autumnHalf}`);
		learning(`${year}-h2`, `${year + 1}-${DAYS.summerHalf}`);
		summaries(year, `${year + 1}-${DAYS.schools}`);
	}
}
