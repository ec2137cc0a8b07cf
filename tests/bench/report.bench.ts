/**
 * The learning report of a half-year, at a local area's size and beyond: the model alone from audits in memory, and compiled from the
 * embedded store as the forum does it (reading, scoring, hiding, keeping).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditRecord } from '#lib/domain/findings.ts';
import { insertAll } from '#lib/server/db/bulk.ts';
import { connect } from '#lib/server/db/connection.ts';
import { migrate } from '#lib/server/db/migrations.ts';
import { inTransaction, openStore, type Store } from '#lib/server/db/store.ts';
import { newId } from '#lib/server/ids.ts';
import * as findings from '#lib/server/findings.ts';
import * as partnerships from '#lib/server/partnerships.ts';
import * as people from '#lib/server/people.ts';
import * as plans from '#lib/server/plans.ts';
import * as reports from '#lib/server/reports.ts';
import * as schools from '#lib/server/schools.ts';
import * as terms from '#lib/server/terms.ts';
import { split } from '#lib/server/submission-levels.ts';
import { madeUpAudits } from '../support/audit-records.ts';
import * as builders from '../support/builders.ts';
import { learningReportOf } from '../support/report-models.ts';
import { percentile, timed, type Row } from './figures.ts';

const SIZES = [300, 3_000, 30_000] as const;
const PERIOD = '2026-h1';

/** Gives the median of a few runs after one that warms up; the largest size is run less often. */
async function median(size: number, act: () => unknown): Promise<number> {
	await act();
	const runs: number[] = [];
	for (let run = 0; run < (size > 10_000 ? 3 : 7); run++) runs.push(await timed(act));
	return percentile(runs, 50);
}

/** Writes audits as if they had been sent: the rows alone, since intake has a benchmark of its own. */
async function fill(store: Store, audits: readonly AuditRecord[]): Promise<void> {
	await builders.publishedRubric(store);
	const urns = [...new Set(audits.map(({ schoolUrn }) => schoolUrn ?? ''))];
	await schools.upsertMany(
		store,
		urns.map((urn) => builders.school({ urn, name: `School ${urn}` })),
		builders.by()
	);
	const refs = new Map(
		[...new Set(audits.map(({ planRef }) => planRef))].map((ref, at) => [ref, builders.planRef(at)])
	);
	await plans.upsertMany(
		store,
		[...refs.values()].map((planRef, at) => builders.plan({ planRef, schoolUrn: urns[at % urns.length] ?? null })),
		builders.by()
	);
	const names = [...new Set(audits.map(({ auditorId }) => auditorId))];
	const made = await people.upsertMany(
		store,
		names.map((name) => builders.person({ email: `${name}@example.org` })),
		builders.by()
	);
	const { termId } = await terms.open(store, builders.termFacts(), builders.by());
	const rows = audits.map((audit, at) => ({
		audit,
		assignmentId: newId(),
		entryId: newId(),
		planRef: refs.get(audit.planRef) ?? '',
		auditorId: made.get(`${audit.auditorId}@example.org`) ?? '',
		sequence: at + 1
	}));
	await inTransaction(store, async (tx) => {
		await insertAll(
			tx,
			'samplePlan',
			[...refs.values()].map((planRef) => ({
				termId,
				planRef,
				stratum: 'all',
				inclusionProbability: 1,
				auditsWanted: 2
			}))
		);
		await insertAll(
			tx,
			'assignment',
			rows.map(({ audit, assignmentId, planRef, auditorId }) => ({
				assignmentId,
				termId,
				planRef,
				auditorId,
				marking: audit.marking,
				rubricId: audit.rubricId,
				rubricVersion: audit.rubricVersion,
				context: JSON.stringify(audit.context),
				dueOn: '2026-12-18',
				basis: 'Consent',
				basisDecidedBy: 'Head of SEN',
				assignedAt: builders.START,
				declinedAt: null,
				withdrawnAt: null,
				reason: null,
				submittedAt: builders.START
			}))
		);
		await insertAll(
			tx,
			'entry',
			rows.map(({ entryId, auditorId, sequence }) => ({
				entryId,
				personId: auditorId,
				deviceId: entryId,
				contentHash: '0'.repeat(64),
				kind: 'submission',
				sequence,
				receivedAt: builders.START
			}))
		);
		await insertAll(
			tx,
			'submission',
			rows.map(({ audit, assignmentId, entryId, planRef, auditorId }) => ({
				submissionId: newId(),
				entryId,
				assignmentId,
				revision: 1,
				termId,
				planRef,
				auditorId,
				marking: audit.marking,
				schoolUrn: audit.schoolUrn,
				rubricId: audit.rubricId,
				rubricVersion: audit.rubricVersion,
				profile: audit.profile,
				context: JSON.stringify(audit.context),
				...split(audit.levels as Parameters<typeof split>[0]),
				startedAt: builders.START,
				submittedAt: builders.START,
				receivedAt: builders.START,
				submittedOn: audit.submittedOn,
				period: PERIOD,
				late: 0,
				notesConfirmed: 0,
				notesUnconfirmed: 0
			}))
		);
	});
}

/** Gives the rows of the table. */
export async function bench(): Promise<Row[]> {
	const rows: Row[] = [];
	for (const size of SIZES) {
		const aim = size === 3_000 ? { aim: 'under 1,000' } : {};
		// A tenth is audited twice, so that so many audits in all are asked for.
		const audits = madeUpAudits(Math.round(size / 1.1), `bench ${size}`);
		const inMemory = await median(size, () => learningReportOf(audits));
		rows.push({ what: `learning report, ${size} audits, model alone`, value: inMemory, unit: 'ms', ...aim });

		const dataDir = mkdtempSync(join(tmpdir(), 'golden-thread-bench-'));
		const db = await connect({ dataDir });
		try {
			await migrate(db);
			const partnership = await partnerships.create(
				db,
				{ code: 'LEW', name: 'Lewisham', laCode: '209' },
				builders.START
			);
			const store = openStore(db, partnership.partnershipId);
			await fill(store, audits);
			const wanted = { period: PERIOD, profile: 'full', partnershipName: 'Lewisham' };
			const compiled = await median(size, () => reports.compile(store, wanted, builders.by()));
			rows.push({
				what: `learning report, ${size} audits, compiled from the store`,
				value: compiled,
				unit: 'ms',
				...aim
			});
			const looked = { partnershipName: 'Lewisham', now: builders.START };
			const narrow = [['stage', 'ks2'] as const, ['by', 'period'] as const];
			for (const [what, act] of [
				['findings, all audits', () => findings.overview(store, { query: [], ...looked })],
				['findings, one stage', () => findings.overview(store, { query: narrow, ...looked })],
				['findings, one question', () => findings.criterion(store, 'F.2', { query: [], ...looked })]
			] as const)
				rows.push({ what: `${what} of ${size}`, value: await median(size, act), unit: 'ms', ...aim });
		} finally {
			await db.destroy();
			rmSync(dataDir, { recursive: true, force: true });
		}
	}
	return rows;
}
