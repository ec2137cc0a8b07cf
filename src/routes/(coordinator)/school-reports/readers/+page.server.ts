import { academicYearLabel } from '#lib/domain/year-group.ts';
import { page } from '#lib/server/endpoint.ts';
import * as schoolReportReaders from '#lib/server/school-report-readers.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = page(async ({ store, event, now }) => {
	const all = await schoolReportReaders.list(store, now);
	const lines = all.map((school) => ({
		...school,
		published: school.published === null ? null : academicYearLabel(school.published),
		compiled: school.compiled === null ? null : academicYearLabel(school.compiled),
		read: schoolReportReaders.hasReader(school)
	}));
	const show = event.url.searchParams.get('show') === 'nobody' ? 'nobody' : 'all';
	return {
		show,
		total: lines.length,
		nobody: lines.filter(({ read }) => !read).length,
		unread: lines.filter(({ read, published }) => !read && published !== null).length,
		lines: show === 'nobody' ? lines.filter(({ read }) => !read) : lines
	};
});
