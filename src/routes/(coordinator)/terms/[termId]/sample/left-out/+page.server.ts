import { leftOutLabel, leftOutReasons } from '#lib/domain/frame.ts';
import { Refusal } from '#lib/domain/problem.ts';
import { termLabel } from '#lib/domain/term.ts';
import { page } from '#lib/server/endpoint.ts';
import * as frames from '#lib/server/frames.ts';
import * as plans from '#lib/server/plans.ts';
import * as schools from '#lib/server/schools.ts';
import * as terms from '#lib/server/terms.ts';
import type { PageServerLoad } from './$types';

/** Plans on one page of the list. */
const PAGE = 50;

/** The plans that cannot be drawn for one reason. */
export const load: PageServerLoad = page(async ({ store, event }) => {
	const asked = event.url.searchParams;
	const reason = leftOutReasons.find((one) => one === asked.get('reason'));
	if (!reason) throw new Refusal('thing.not_found');
	const term = await terms.byId(store, event.params.termId ?? '');
	const frame = await frames.of(store, term);
	const refs = frame.leftOut.filter((one) => one.reason === reason).map(({ planRef }) => planRef);
	const pages = Math.max(1, Math.ceil(refs.length / PAGE));
	const at = Math.min(pages, Math.max(1, Math.trunc(Number(asked.get('page'))) || 1));
	const shown = refs.slice((at - 1) * PAGE, at * PAGE);
	const [listed, settings, marks] = await Promise.all([
		plans.byRefs(store, shown),
		schools.list(store),
		plans.marks(store)
	]);
	const names = new Map(settings.map(({ urn, name }) => [urn, name]));
	return {
		term: { termId: term.termId, label: termLabel(term) },
		label: leftOutLabel(reason, frame.rules),
		count: refs.length,
		page: at,
		pages,
		plans: listed.map(({ planRef, schoolUrn, startedOn, ceasedOn }) => ({
			planRef,
			school: schoolUrn === null ? '' : (names.get(schoolUrn) ?? `Setting ${schoolUrn}`),
			startedOn,
			ceasedOn,
			heldReason: reason === 'held_back' ? (marks.get(planRef)?.heldReason ?? '') : ''
		}))
	};
});
