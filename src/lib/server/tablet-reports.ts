/** What the tablets last said of themselves: how much waits there, and how far the audits have come. */
import type { Instant } from '#lib/domain/plain-date.ts';
import { TabletReport } from '#lib/domain/sync.ts';
import { inTransaction, type Store } from './db/store.ts';

/** One tablet's last report. */
export interface ReportedTablet {
	readonly personId: string;
	readonly deviceId: string;
	readonly reportedAt: Instant;
	readonly report: TabletReport;
}

/** Keeps a tablet's report in place of its last one. It is no act of a person's, so it leaves no line in the activity. */
export async function keep(
	store: Store,
	{ personId, deviceId, now }: { personId: string; deviceId: string; now: Instant },
	report: TabletReport
): Promise<void> {
	await inTransaction(store, async (tx) => {
		const row = { reportedAt: now, body: JSON.stringify(report) };
		const { numUpdatedRows } = await tx
			.updateTable('tabletReport')
			.set(row)
			.where('personId', '=', personId)
			.where('deviceId', '=', deviceId)
			.executeTakeFirst();
		if (numUpdatedRows === 0n)
			await tx
				.insertInto('tabletReport')
				.values({ personId, deviceId, ...row })
				.execute();
	});
}

/** Gives the last report of every tablet, the latest first. */
export async function list(store: Store): Promise<ReportedTablet[]> {
	const rows = await store
		.selectFrom('tabletReport')
		.selectAll()
		.orderBy('reportedAt', 'desc')
		.orderBy('deviceId')
		.execute();
	return rows.map(({ personId, deviceId, reportedAt, body }) => ({
		personId,
		deviceId,
		reportedAt,
		report: TabletReport.parse(JSON.parse(body))
	}));
}
