/** The register at a glance, for its coordinator: how many plans there are, by need, stage and group of settings. */
import { londonDate, type Instant, type PlainDate } from '#lib/domain/plain-date.ts';
import { senTypeLabels, senTypes, type SenType } from '#lib/domain/plan.ts';
import { settingGroupLabels, settingGroupOf, settingGroups, type SettingGroup } from '#lib/domain/school.ts';
import { stageLabels, stageOf, stages, yearGroup, type Stage } from '#lib/domain/year-group.ts';
import type { Store } from './db/store.ts';
import * as people from './people.ts';
import * as plans from './plans.ts';
import * as schools from './schools.ts';

export interface Line {
	readonly label: string;
	readonly plans: number;
}

export interface RegisterOverview {
	/** Plans that have not ended. */
	readonly plans: number;
	readonly schools: number;
	readonly people: number;
	readonly needs: readonly Line[];
	readonly stages: readonly Line[];
	readonly groups: readonly Line[];
	/** The latest import that was not undone, and the day of the return that the plans come from. */
	readonly lastImport: { readonly importedAt: Instant; readonly importedBy: string } | null;
	readonly referenceDate: PlainDate | null;
}

/** Gives the register's counts as of a moment. Only its coordinator sees them, who holds the return itself: nothing is suppressed. */
export async function overview(store: Store, now: Instant): Promise<RegisterOverview> {
	const today = londonDate(now);
	const everybody = await people.list(store);
	const all = await schools.list(store);
	const needs = await plans.countsBy(store, 'primaryNeed');
	const groupByUrn = new Map(all.map(({ urn, typeCode }) => [urn, settingGroupOf(typeCode)]));

	const byStage = new Map<Stage, number>();
	for (const [cohort, count] of await plans.countsBy(store, 'cohort')) {
		add(byStage, stageOf(yearGroup(Number(cohort), today)), count);
	}
	const byGroup = new Map<SettingGroup, number>();
	for (const [urn, count] of await plans.countsBy(store, 'schoolUrn')) {
		add(byGroup, groupByUrn.get(urn) ?? 'other', count);
	}
	return {
		plans: await plans.count(store),
		schools: all.filter(({ open }) => open).length,
		people: everybody.filter(({ disabledAt }) => disabledAt === null).length,
		needs: [
			...senTypes.map((type: SenType) => ({ label: senTypeLabels[type], plans: needs.get(type) ?? 0 })),
			{ label: 'Not known', plans: needs.get('') ?? 0 }
		]
			.filter((line) => line.plans > 0)
			.sort((a, b) => b.plans - a.plans),
		stages: stages.map((stage) => ({ label: stageLabels[stage], plans: byStage.get(stage) ?? 0 })),
		groups: settingGroups.map((group) => ({ label: settingGroupLabels[group], plans: byGroup.get(group) ?? 0 })),
		...(await imports(store, new Map(everybody.map(({ personId, name }) => [personId, name]))))
	};
}

function add<Key>(counts: Map<Key, number>, key: Key, count: number): void {
	counts.set(key, (counts.get(key) ?? 0) + count);
}

async function imports(
	store: Store,
	names: ReadonlyMap<string, string>
): Promise<Pick<RegisterOverview, 'lastImport' | 'referenceDate'>> {
	const last = await store
		.selectFrom('registerImport')
		.select(['importedAt', 'importedBy'])
		.where('undoneAt', 'is', null)
		.orderBy('importId', 'desc')
		.limit(1)
		.executeTakeFirst();
	const withPlans = await store
		.selectFrom('registerImport')
		.select('referenceDate')
		.where('referenceDate', 'is not', null)
		.where('undoneAt', 'is', null)
		.orderBy('importId', 'desc')
		.limit(1)
		.executeTakeFirst();
	return {
		lastImport: last ? { importedAt: last.importedAt, importedBy: names.get(last.importedBy) ?? 'Somebody' } : null,
		referenceDate: withPlans?.referenceDate ?? null
	};
}
