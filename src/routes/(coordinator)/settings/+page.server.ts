import { LocalGuideForm, SchoolGuideForm } from '#lib/domain/guide-form.ts';
import { isComplete } from '#lib/domain/local-guide.ts';
import { action, page } from '#lib/server/endpoint.ts';
import * as localGuides from '#lib/server/local-guides.ts';
import * as schoolGuides from '#lib/server/school-guides.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = page(async ({ store }) => {
	const [guide, schoolGuide] = await Promise.all([localGuides.get(store), schoolGuides.get(store)]);
	return { guide, schoolGuide, complete: isComplete(guide) };
});

export const actions: Actions = {
	auditors: action({
		form: LocalGuideForm,
		act: async ({ store, person, body, now }) => {
			await localGuides.write(store, body, { actorId: person.personId, now });
			return { saved: 'auditors' as const };
		}
	}),
	headteachers: action({
		form: SchoolGuideForm,
		act: async ({ store, person, body, now }) => {
			await schoolGuides.write(store, body, { actorId: person.personId, now });
			return { saved: 'headteachers' as const };
		}
	})
};
