/** Both reports, with their words and recommendations. */
import * as auditRecords from '#lib/server/audit-records.ts';
import * as recommendations from '#lib/server/recommendations.ts';
import * as reportCommentary from '#lib/server/report-commentary.ts';
import * as reportModels from '#lib/server/report-models.ts';
import * as reports from '#lib/server/reports.ts';
import * as schoolReportPlans from '#lib/server/school-report-plans.ts';
import * as schoolReportReaders from '#lib/server/school-report-readers.ts';
import * as schoolReports from '#lib/server/school-reports.ts';
import { by, rubric, START, urn } from '#tests/support/builders.ts';
import { advised, ofYear, wanted, type Acts } from '../partnership-world.ts';

const coordinator = { roles: ['coordinator' as const], schoolUrns: [] };
const kind = { period: '2026-h1', profile: 'full', rubricId: rubric.rubricId, rubricVersion: rubric.version };

export const reportActs: Acts = {
	modules: {
		recommendations,
		reportCommentary,
		reportModels,
		reports,
		schoolReportPlans,
		schoolReportReaders,
		schoolReports
	},
	pure: ['reportCommentary.readWords', 'reportModels.sameKind', 'reports.fileName', 'schoolReportReaders.hasReader'],
	acts: {
		'recommendations.list': (store) => recommendations.list(store, START),
		'recommendations.carriedInto': (store) =>
			recommendations.carriedInto(store, { period: '2027-h1', profile: 'full' }, START),
		'recommendations.change': (store, of) =>
			recommendations.change(
				store,
				of.recommendationId,
				START,
				{ owner: 'Health', due: '2027-01-01', state: 'done', done: '' },
				by()
			),
		'recommendations.goOn': (store, of) =>
			recommendations.goOn(store, { reportId: of.publishedId, edition: 1, before: null }, [advised()], by()),
		'reportCommentary.write': (store, of) =>
			reportCommentary.write(store, of.reportId, { piece: { piece: 'foreword', text: 'Words' }, seen: 0 }, by()),
		'reportModels.editions': (store) => reportModels.editions(store, kind),
		'reportModels.asOf': (store) => reportModels.asOf(store, kind, 'The Council', START),
		'reportModels.ofKinds': (store) => reportModels.ofKinds(store, [kind], 'The Council', START),
		'reportModels.samplingOf': async (store) =>
			reportModels.samplingOf(store, await auditRecords.forPeriods(store, [kind.period])),
		'reports.list': (store) => reports.list(store, START),
		'reports.get': (store, of) => reports.get(store, of.reportId),
		'reports.compile': (store) => reports.compile(store, wanted, by()),
		'reports.publish': (store, of) => reports.publish(store, of.reportId, by()),
		'reports.whole': (store, of) => reports.whole(store, of.reportId, START),
		'reports.correct': async (store, of) => {
			await reports.discard(store, of.reportId, by()).catch(() => undefined);
			return reports.correct(store, of.publishedId, 'A figure was wrong', by());
		},
		'reports.discard': (store, of) => reports.discard(store, of.reportId, by()),
		'schoolReportPlans.named': (store) => schoolReportPlans.named(store, START),
		'schoolReportPlans.schoolsWith': (store) => schoolReportPlans.schoolsWith(store, START, new Set([urn(1)])),
		'schoolReportPlans.dates': (store) => schoolReportPlans.dates(store, START),
		'schoolReportReaders.list': (store) => schoolReportReaders.list(store, START),
		'schoolReports.years': (store) => schoolReports.years(store),
		'schoolReports.compile': (store) => schoolReports.compile(store, ofYear, by()),
		'schoolReports.publish': (store) => schoolReports.publish(store, 2026, by()),
		'schoolReports.takeAll': async (store) => {
			await schoolReports.publish(store, 2026, by());
			return schoolReports.takeAll(store, 2026, by());
		},
		'schoolReports.schoolsFor': (store) => schoolReports.schoolsFor(store, coordinator, START),
		'schoolReports.get': (store) => schoolReports.get(store, coordinator, urn(1), 2026)
	}
};
