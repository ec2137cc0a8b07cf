/** Whom a learning report covers: the plans audited beside those in the register, and who audited them. */
import type { AuditRecord } from './findings.ts';
import type { LearningReport, RegisterCounts } from './learning-report.ts';
import { agencies, agencyLabels } from './person.ts';
import { senTypeLabels, senTypes } from './plan.ts';
import { breakdownOf, hiddenRow } from './report-figure.ts';
import { stageGroups, stageOfRecord, type Group } from './report-stages.ts';
import { settingGroupLabels, settingGroups } from './school.ts';
import type { SuppressionRule } from './suppression.ts';

/** Main needs as reports break plans down by them. */
export const needGroups: readonly Group[] = [
	...senTypes.map((id) => ({ id, label: senTypeLabels[id] })),
	{ id: 'none', label: 'Not recorded' }
];
const settingGroupGroups: readonly Group[] = settingGroups.map((id) => ({ id, label: settingGroupLabels[id] }));

function tally(records: readonly AuditRecord[], groupOf: (record: AuditRecord) => string): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const record of records) {
		const group = groupOf(record);
		counts[group] = (counts[group] ?? 0) + 1;
	}
	return counts;
}

/** Gives the plans audited and the plans in the register by stage, main need and kind of setting. */
export function coverageOf(
	register: RegisterCounts,
	records: readonly AuditRecord[],
	rule: SuppressionRule
): LearningReport['coverage'] {
	return {
		stage: breakdownOf('Stage', stageGroups, register.stage, tally(records, stageOfRecord), rule),
		need: breakdownOf(
			'Main need',
			needGroups,
			register.need,
			tally(records, (record) => record.primaryNeed ?? 'none'),
			rule
		),
		settingGroup: breakdownOf(
			'Kind of setting',
			settingGroupGroups,
			register.settingGroup,
			tally(records, (record) => record.settingGroup),
			rule
		)
	};
}

/** Gives how many auditors of each agency made how many audits. */
export function agencyRows(records: readonly AuditRecord[], rule: SuppressionRule): LearningReport['agencies'] {
	const audits = agencies.map((agency) => records.filter((record) => record.agency === agency));
	const auditors = audits.map((own) => new Set(own.map((record) => record.auditorId)).size);
	const auditCells = hiddenRow(
		audits.map((own) => own.length),
		rule
	);
	const auditorCells = hiddenRow(auditors, rule);
	return agencies.map((id, at) => ({
		id,
		label: agencyLabels[id],
		auditors: auditorCells[at] ?? 'c',
		audits: auditCells[at] ?? 'c'
	}));
}
