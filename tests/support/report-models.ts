/** Report models from made-up audits, for drawing them. */
import type { AuditRecord } from '#lib/domain/findings.ts';
import { learningReport, type LearningReport } from '#lib/domain/learning-report.ts';
import { stageOfRecord } from '#lib/domain/report-stages.ts';
import type { Period } from '#lib/domain/period.ts';
import { unwrittenSchoolGuide, type SchoolGuide } from '#lib/domain/school-guide.ts';
import { schoolReport, type SchoolReport, type SchoolReportInput } from '#lib/domain/school-report.ts';
import { yearPicture, type YearPicture } from '#lib/domain/school-picture.ts';
import { noCommentary, type Commentary } from '#lib/domain/report-commentary.ts';
import { publicationOf, type EditionFacts, type Publication } from '#lib/domain/report-publication.ts';
import { madeUpAudits } from './audit-records.ts';
import { fullRubric } from './rubric.ts';

const common = {
	rubric: fullRubric,
	profile: 'full',
	ruleId: 'dfe-2026',
	partnershipName: 'Lewisham',
	compiledAt: '2027-09-03T10:00:00.000Z'
} as const;

function counted(records: readonly AuditRecord[], groupOf: (record: AuditRecord) => string): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const record of records) counts[groupOf(record)] = (counts[groupOf(record)] ?? 0) + 17;
	return counts;
}

/** Gives the report of made-up audits, in a half-year, after an earlier report. */
export function learningReportOf(
	records: readonly AuditRecord[],
	{
		period = '2026-h1',
		previous = null,
		earlier = []
	}: { period?: Period; previous?: LearningReport | null; earlier?: readonly LearningReport[] } = {}
): LearningReport {
	return learningReport({
		...common,
		period,
		records,
		previous,
		earlier,
		register: {
			stage: counted(records, stageOfRecord),
			need: counted(records, ({ primaryNeed }) => primaryNeed ?? 'none'),
			settingGroup: counted(records, ({ settingGroup }) => settingGroup)
		}
	});
}

/** Gives the report of so many made-up audits, compared with as many of the half-year before. */
export function madeUpLearningReport(audits: number, seed = 'report'): LearningReport {
	const previous = learningReportOf(madeUpAudits(audits, `${seed} before`, { met: 0.55 }), { period: '2025-h2' });
	return learningReportOf(madeUpAudits(audits, seed), { previous });
}

/** Gives a report as its readers are given it: published, with these words. */
export function publicationWith(
	report: LearningReport,
	words: Partial<Commentary> = {},
	facts: Partial<EditionFacts> = {}
): Publication {
	return publicationOf(
		report,
		{ ...noCommentary, ...words },
		{ edition: 1, correction: null, publishedAt: '2027-09-10T09:00:00.000Z', latestEdition: 1, ...facts }
	);
}

/** Gives a school year's picture of so many made-up audits a half-year. */
export function madeUpPicture(audits: number): YearPicture {
	const reports: LearningReport[] = [];
	const periods: Period[] = ['2025-h1', '2025-h2', '2026-h1', '2026-h2'];
	const records = periods.map((period, at) =>
		madeUpAudits(audits, period, { met: 0.5 + at * 0.03, from: at * 100_000 })
	);
	for (const [at, period] of periods.entries())
		reports.push(learningReportOf(records[at] ?? [], { period, previous: reports[at - 1] ?? null }));
	return yearPicture({
		...common,
		academicYear: 2026,
		records: [...(records[2] ?? []), ...(records[3] ?? [])],
		reports,
		shown: { own: new Set(), pooled: new Set() }
	});
}

/** Gives a school's summary, its own audits by school year. */
export function schoolReportOf(
	picture: YearPicture,
	own: Record<number, readonly AuditRecord[]>,
	school: Partial<SchoolReportInput['school']> = {},
	guide: SchoolGuide = unwrittenSchoolGuide,
	dates: SchoolReportInput['dates'] = []
): SchoolReport {
	return schoolReport({
		...common,
		school: { urn: '900001', name: 'Ashgrove Primary School', phase: 'primary', lowAge: 4, highAge: 11, ...school },
		academicYear: 2026,
		own,
		published: [],
		dates,
		picture,
		guide
	});
}
