/** The headteachers' summaries: compiled for every school of a school year at once, published together, then frozen. */
import type { AuditRecord } from '#lib/domain/findings.ts';
import type { Period } from '#lib/domain/period.ts';
import type { Rubric } from '#lib/domain/rubric.ts';
import type { SignedIn } from '#lib/domain/person.ts';
import type { Instant } from '#lib/domain/plain-date.ts';
import { Refusal } from '#lib/domain/problem.ts';
import { phaseLabels, phaseOf, type Phase } from '#lib/domain/school.ts';
import { schoolReport, yearsShown, SchoolReport } from '#lib/domain/school-report.ts';
import { yearPicture } from '#lib/domain/school-picture.ts';
import type { SuppressionRuleId } from '#lib/domain/suppression.ts';
import { academicYearLabel } from '#lib/domain/year-group.ts';
import { record, type By } from './activity.ts';
import * as auditRecords from './audit-records.ts';
import { portions, upsertAll } from './db/bulk.ts';
import { inTransaction, type Store } from './db/store.ts';
import { ofKinds } from './report-models.ts';
import * as rubrics from './rubrics.ts';
import * as schoolGuides from './school-guides.ts';
import * as schoolReportPlans from './school-report-plans.ts';
import * as schools from './schools.ts';

/** Summaries are made from full audits; other kinds are never pooled with them. */
const PROFILE = 'full';
const RULE: SuppressionRuleId = 'dfe-2026';

export interface SchoolYear {
	readonly academicYear: number;
	readonly label: string;
	/** Audits that count in it. */
	readonly audits: number;
	readonly compiled: number;
	readonly published: number;
	/** Of the compiled and published ones: on what their own figures stand. */
	readonly basis: Readonly<Record<SchoolReport['basis'], number>>;
}

export interface SchoolLine {
	readonly urn: string;
	readonly name: string;
	readonly phaseLabel: string;
	/** Whether a plan in force names it. */
	readonly named: boolean;
	/** School years with a summary that the asker may open, newest first. */
	readonly years: readonly { readonly academicYear: number; readonly label: string; readonly published: boolean }[];
}

function halvesOf(academicYear: number): Period[] {
	return [`${academicYear}-h1`, `${academicYear}-h2`];
}

function yearOf(period: Period): number {
	return Number(period.slice(0, 4));
}

/** Gives the school years that have audits, newest first, with how many summaries stand on what. */
export async function years(store: Store): Promise<SchoolYear[]> {
	const counts = await auditRecords.counts(store);
	const rows = await store
		.selectFrom('schoolReport')
		.select(['academicYear', 'model', 'publishedAt'])
		.orderBy('academicYear', 'desc')
		.execute();
	const known = new Set([...counts.map(({ period }) => yearOf(period)), ...rows.map((row) => row.academicYear)]);
	return [...known]
		.sort((a, b) => b - a)
		.map((academicYear) => {
			const own = rows.filter((row) => row.academicYear === academicYear);
			const basis = { own: 0, pooled: 0, withheld: 0 };
			for (const row of own) basis[SchoolReport.parse(JSON.parse(row.model)).basis] += 1;
			return {
				academicYear,
				label: academicYearLabel(academicYear),
				audits: counts
					.filter(({ period, profile }) => yearOf(period) === academicYear && profile === PROFILE)
					.reduce((sum, { audits }) => sum + audits, 0),
				compiled: own.length,
				published: own.filter((row) => row.publishedAt !== null).length,
				basis
			};
		});
}

/**
 * Compiles the summary of every school that has a plan in force or an audited one, in place of those compiled before; published ones
 * stay as they are. Gives on what the new ones stand. Refuses `report.empty` where the year has no full audits and
 * `report.published` where every summary is published.
 */
export async function compile(
	store: Store,
	{ academicYear, partnershipName }: { academicYear: number; partnershipName: string },
	by: By
): Promise<Record<SchoolReport['basis'], number>> {
	return inTransaction(store, async (tx) => {
		const spans = [academicYear, academicYear - 1, academicYear - 2];
		const records = await auditRecords.forPeriods(tx, spans.flatMap(halvesOf));
		const ofYear = records.filter((audit) => yearOf(audit.period) === academicYear);
		const rubric = await rubricOf(tx, ofYear);
		if (!rubric) throw new Refusal('report.empty');
		const periods = [...halvesOf(academicYear - 1), ...halvesOf(academicYear)];
		const { rubricId, version: rubricVersion } = rubric;
		const kinds = periods.map((period) => ({ period, profile: PROFILE, rubricId, rubricVersion }));
		const reports = await ofKinds(tx, kinds, partnershipName, by.now);
		const before = await published(tx);
		const guide = await schoolGuides.get(tx);
		const bySchool = Map.groupBy(records, (audit) => audit.schoolUrn ?? '');
		const wanted = (await schoolReportPlans.schoolsWith(tx, by.now, new Set(bySchool.keys()))).filter(
			({ urn }) => !before.some((report) => report.urn === urn && report.academicYear === academicYear)
		);
		if (wanted.length === 0) throw new Refusal('report.published');
		const earlierOf = (urn: string) =>
			before.filter((report) => report.urn === urn && report.years.length > 0).map(({ years }) => years);
		const about = { academicYear, rubric, profile: PROFILE, ruleId: RULE } as const;
		const shows = new Map(before.filter((one) => one.academicYear === academicYear).map((one) => [one.urn, one.years]));
		for (const { urn } of wanted)
			shows.set(urn, yearsShown({ ...about, own: byYear(bySchool.get(urn) ?? []), published: earlierOf(urn) }));
		const schoolsWith = (fits: (years: number) => boolean) =>
			new Set([...shows].filter(([, { length }]) => fits(length)).map(([urn]) => urn));
		const shown = { own: schoolsWith((years) => years === 1), pooled: schoolsWith((years) => years > 1) };
		const dates = await schoolReportPlans.dates(tx, by.now);
		const picture = yearPicture({ ...about, records: ofYear, reports, shown });
		const models = wanted.map((school) =>
			schoolReport({
				school: { ...school, phase: phaseOf(school) },
				...about,
				own: byYear(bySchool.get(school.urn) ?? []),
				published: earlierOf(school.urn),
				dates: dates.get(school.urn) ?? [],
				picture,
				partnershipName,
				guide,
				compiledAt: by.now
			})
		);
		await upsertAll(
			tx,
			'schoolReport',
			['schoolUrn', 'academicYear'],
			models.map((model) => ({
				schoolUrn: model.urn,
				academicYear,
				model: JSON.stringify(model),
				compiledAt: by.now,
				publishedAt: null,
				publishedBy: null
			}))
		);
		const basis = { own: 0, pooled: 0, withheld: 0 };
		for (const model of models) basis[model.basis] += 1;
		await record(tx, {
			...by,
			action: 'school_reports.compiled',
			subject: String(academicYear),
			details: { schools: models.length, ...basis }
		});
		return basis;
	});
}

/** The rubric version that most full audits of the year were made with; null where there are none. */
async function rubricOf(store: Store, records: readonly AuditRecord[]): Promise<Rubric | null> {
	const own = records.filter(({ profile }) => profile === PROFILE);
	const versions = [...Map.groupBy(own, ({ rubricId, rubricVersion }) => `${rubricId} ${rubricVersion}`).values()];
	const first = versions.sort((a, b) => b.length - a.length)[0]?.[0];
	return first ? rubrics.get(store, first.rubricId, first.rubricVersion) : null;
}

function byYear(records: readonly (AuditRecord & { period: Period })[]): Record<number, AuditRecord[]> {
	return Object.fromEntries(Map.groupBy(records, ({ period }) => yearOf(period)));
}

/** The published summaries, by school and year, with the years that their own figures put together. */
async function published(store: Store): Promise<{ urn: string; academicYear: number; years: number[] }[]> {
	const rows = await store.selectFrom('schoolReport').select('model').where('publishedAt', 'is not', null).execute();
	return rows.map((row) => SchoolReport.parse(JSON.parse(row.model)));
}

/** Publishes every compiled summary of a school year and gives how many. Refuses `report.empty` and, the second time, `report.published`. */
export async function publish(store: Store, academicYear: number, by: By): Promise<number> {
	return inTransaction(store, async (tx) => {
		const rows = await tx
			.selectFrom('schoolReport')
			.select(['schoolUrn', 'publishedAt'])
			.where('academicYear', '=', academicYear)
			.execute();
		const waiting = rows.filter(({ publishedAt }) => publishedAt === null).map(({ schoolUrn }) => schoolUrn);
		if (waiting.length === 0) throw new Refusal(rows.length > 0 ? 'report.published' : 'report.empty');
		for (const part of portions(waiting)) {
			await tx
				.updateTable('schoolReport')
				.set({ publishedAt: by.now, publishedBy: by.actorId })
				.where('academicYear', '=', academicYear)
				.where('schoolUrn', 'in', part)
				.execute();
		}
		await record(tx, {
			...by,
			action: 'school_reports.published',
			subject: String(academicYear),
			details: { schools: waiting.length }
		});
		return waiting.length;
	});
}

type Asker = Pick<SignedIn, 'roles' | 'schoolUrns'>;

/** A coordinator sees every school and what is not published yet; a headteacher the published summaries of their own schools. */
function mayOpen({ roles, schoolUrns }: Asker, urn: string, isPublished: boolean): boolean {
	if (roles.includes('coordinator')) return true;
	return roles.includes('headteacher') && schoolUrns.includes(urn) && isPublished;
}

/** Gives the schools that somebody may look at, by name, each with its summaries. */
export async function schoolsFor(store: Store, asker: Asker, now: Instant): Promise<SchoolLine[]> {
	const everything = asker.roles.includes('coordinator');
	const rows = await store
		.selectFrom('schoolReport')
		.select(['schoolUrn', 'academicYear', 'publishedAt'])
		.orderBy('academicYear', 'desc')
		.execute();
	const summaries = Map.groupBy(rows, ({ schoolUrn }) => schoolUrn);
	const named = await schoolReportPlans.named(store, now);
	return (await schools.list(store))
		.filter(({ urn }) => (everything ? summaries.has(urn) : asker.schoolUrns.includes(urn)))
		.map((school) => ({
			urn: school.urn,
			name: school.name,
			phaseLabel: phaseLabels[phaseOf(school) as Phase],
			named: named.has(school.urn),
			years: (summaries.get(school.urn) ?? [])
				.filter(({ publishedAt }) => mayOpen(asker, school.urn, publishedAt !== null))
				.map(({ academicYear, publishedAt }) => ({
					academicYear,
					label: academicYearLabel(academicYear),
					published: publishedAt !== null
				}))
		}));
}

/**
 * Gives every published summary of a school year, by name and URN, for somebody who takes them all away; that they did is written down.
 * Refuses `school_reports.none`.
 */
export async function takeAll(
	store: Store,
	academicYear: number,
	by: By
): Promise<{ model: SchoolReport; publishedAt: Instant }[]> {
	if (!Number.isInteger(academicYear)) throw new Refusal('thing.not_found');
	return inTransaction(store, async (tx) => {
		const rows = await tx
			.selectFrom('schoolReport')
			.select(['model', 'publishedAt'])
			.where('academicYear', '=', academicYear)
			.where('publishedAt', 'is not', null)
			.execute();
		if (rows.length === 0) throw new Refusal('school_reports.none');
		await record(tx, {
			...by,
			action: 'school_reports.taken',
			subject: String(academicYear),
			details: { schools: rows.length }
		});
		return rows
			.map(({ model, publishedAt }) => ({
				model: SchoolReport.parse(JSON.parse(model)),
				publishedAt: publishedAt ?? by.now
			}))
			.sort(
				(a, b) => a.model.schoolName.localeCompare(b.model.schoolName, 'en-GB') || (a.model.urn < b.model.urn ? -1 : 1)
			);
	});
}

/** Gives one summary. Refuses `thing.not_found` in the same way for one that is not there and one that is not the asker's to open. */
export async function get(
	store: Store,
	asker: Asker,
	urn: string,
	academicYear: number
): Promise<{ model: SchoolReport; publishedAt: Instant | null }> {
	if (!Number.isInteger(academicYear)) throw new Refusal('thing.not_found');
	const row = await store
		.selectFrom('schoolReport')
		.select(['model', 'publishedAt'])
		.where('schoolUrn', '=', urn)
		.where('academicYear', '=', academicYear)
		.executeTakeFirst();
	if (!row || !mayOpen(asker, urn, row.publishedAt !== null)) throw new Refusal('thing.not_found');
	return { model: SchoolReport.parse(JSON.parse(row.model)), publishedAt: row.publishedAt };
}
