/** What a line of the activity says happened, as a coordinator would say it. An action that has no words here shows its code. */
const words: Readonly<Record<string, string>> = {
	'assignment.opened': 'An auditor opened a plan and said they have no tie to it',
	'assignment.declined': 'A plan was handed back',
	'assignment.reassigned': 'A plan was given to somebody else',
	'assignment.withdrawn': 'A plan was taken back',
	'assignments.confirmed': 'Plans were given out',
	'assignments.due_changed': 'Due dates were changed',
	'auditor.reminded': 'An auditor was reminded',
	'auditor.reminder_undone': 'The note of a reminder was taken back',
	'entry.accepted': 'Work from a tablet was received',
	'entry.refused': 'Work from a tablet was not taken',
	'interest.declared': 'A tie to a plan or setting was noted',
	'interests.written': 'Ties to settings were imported',
	'invitation.withdrawn': 'An invitation was withdrawn',
	'learning_report.compiled': 'A learning report was compiled',
	'learning_report.published': 'A learning report was published',
	'note.read': 'Notes on a question were read, without names',
	'notes.read': 'Somebody else’s notes were read',
	'people.written': 'People were imported',
	'person.disabled': 'Access was ended',
	'person.invited': 'An invitation link was made',
	'person.joined': 'An invitation was accepted',
	'plan.added': 'A plan was added by hand',
	'plan.corrected': 'A plan was put right by hand',
	'plan.ended': 'A plan was ended by hand',
	'plan.held': 'A plan was held back from sampling',
	'plan.let_go': 'A plan was let go into sampling again',
	'plan.resumed': 'The end of a plan was taken back',
	'plans.written': 'Plans were imported',
	'register.imported': 'Files were imported',
	'revision.asked': 'An auditor asked for a sent audit back',
	'revision.opened': 'A sent audit was opened again',
	'revision.refused': 'A sent audit was not opened again',
	'rubric.published': 'Questions were published',
	'safeguarding.used': '“I am worried about a child” was pressed',
	'school_reports.compiled': 'School summaries were compiled',
	'school_reports.published': 'School summaries were published',
	'schools.written': 'Schools were imported',
	'setting.written': 'A setting was changed',
	'term.closed': 'A term was closed',
	'term.opened': 'A term was opened',
	'term.sampled': 'A sample was drawn'
};

/** Gives what an action is in words, for example `term.opened`. */
export function wordsOf(action: string): string {
	return words[action] ?? action;
}
