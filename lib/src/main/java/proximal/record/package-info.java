/** What is measured in a run: a record for each update and for each episode, and the log that holds them. */
package proximal.record;
