/** Where a plan places somebody: the placement of rank 1 that nobody left yet, else the setting that the plan names. */
import type { PlainDate } from './plain-date.ts';
import type { SenSetting } from './plan.ts';
import { contentOf } from './register-column.ts';
import type { JoinedModule, JoinedReturn } from './register-sen2.ts';

export interface Setting {
	readonly schoolUrn: string | null;
	/** Of a setting without a URN in the return. */
	readonly ukprn: string | null;
	/** Only where there is no URN. */
	readonly senSetting: SenSetting | null;
	readonly senUnit: boolean;
	readonly resourcedProvision: boolean;
}

const NOWHERE: Setting = {
	schoolUrn: null,
	ukprn: null,
	senSetting: null,
	senUnit: false,
	resourcedProvision: false
};

/** Gives the current setting of a plan, from its row of active plans and its row of named plans. */
export function settingOf(
	{ activeplans, placementdetail, namedplan, plandetail }: JoinedReturn,
	plan: { active: number | null; named: number | null },
	referenceDate: PlainDate
): Setting {
	if (plan.active !== null) {
		const current = placementdetail
			.of(activeplans.sheet.cell(plan.active, 'activeplanstableid'))
			.filter((index) => contentOf('rank', placementdetail, index, 'placementrank') === 1)
			.filter((index) => {
				const left = contentOf('date', placementdetail, index, 'leavingdate');
				return left === null || left > referenceDate;
			})
			.map((index) => ({ index, entered: contentOf('date', placementdetail, index, 'entrydate') ?? '' }))
			.sort((a, b) => (a.entered < b.entered ? -1 : a.entered > b.entered ? 1 : a.index - b.index))
			.at(-1);
		if (current) return settingIn(placementdetail, current.index);
	}
	if (plan.named !== null) {
		// A plan that names one setting often leaves the rank out.
		const named = plandetail
			.of(namedplan.sheet.cell(plan.named, 'namedplantableid'))
			.filter((index) => (contentOf('rank', plandetail, index, 'placementrank') ?? 1) === 1)
			.at(-1);
		if (named !== undefined) return settingIn(plandetail, named);
	}
	return NOWHERE;
}

function settingIn(module: JoinedModule, index: number): Setting {
	const schoolUrn = contentOf('urn', module, index, 'urn');
	return {
		schoolUrn,
		ukprn: schoolUrn === null ? contentOf('ukprn', module, index, 'ukprn') : null,
		senSetting: schoolUrn === null ? contentOf('senSetting', module, index, 'sensetting') : null,
		senUnit: contentOf('flag', module, index, 'senunitindicator') ?? false,
		resourcedProvision: contentOf('flag', module, index, 'resourcedprovisionindicator') ?? false
	};
}
