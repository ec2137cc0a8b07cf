/** What the framework knows of this build: its environment module is imported here alone, since it changes with its major versions. */
export { building, version } from '$app/environment';
