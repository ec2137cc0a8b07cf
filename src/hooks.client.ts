/**
 * Runs before any page: Zod must not try whether it may compile code. The content security policy forbids it, and the attempt
 * alone would be reported as a violation. Zod takes its settings from this global, so that they hold for every copy of it; set
 * here directly, because Zod itself is too much to load with pages that do not need it.
 */
(globalThis as { __zod_globalConfig?: { jitless: boolean } }).__zod_globalConfig = { jitless: true };

export {};
