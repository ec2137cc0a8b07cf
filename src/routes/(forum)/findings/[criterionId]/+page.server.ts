import * as z from 'zod';
import { action, page } from '#lib/server/endpoint.ts';
import * as findings from '#lib/server/findings.ts';
import type { Actions, PageServerLoad } from './$types';

const ROWS_A_PAGE = 25;

export const load: PageServerLoad = page(async ({ store, person, event, now }) => {
	const query = [...event.url.searchParams];
	const asked = { query, partnershipName: person.partnershipName, now };
	const { found, ...frame } = await findings.criterion(store, event.params.criterionId ?? '', asked);
	if (!found) return { ...frame, found };
	const pages = Math.max(1, Math.ceil(found.rows.length / ROWS_A_PAGE));
	const wanted = Number(event.url.searchParams.get('page') ?? 1);
	const shown = Number.isInteger(wanted) ? Math.min(Math.max(1, wanted), pages) : 1;
	const rows = found.rows.slice((shown - 1) * ROWS_A_PAGE, shown * ROWS_A_PAGE);
	const first = (shown - 1) * ROWS_A_PAGE + 1;
	return { ...frame, found: { ...found, rows, first, total: found.rows.length, page: shown, pages } };
});

export const actions: Actions = {
	read: action({
		form: z.strictObject({ part: z.string().regex(/^[1-9]\d{0,3}$/, 'Choose a part of the notes from the list.') }),
		act: async ({ store, person, body, event, now }) => {
			const query = [...event.url.searchParams];
			const asked = { query, partnershipName: person.partnershipName };
			const by = { actorId: person.personId, now };
			return {
				read: await findings.readNotes(store, event.params.criterionId ?? '', Number(body.part), asked, by)
			};
		}
	})
};
