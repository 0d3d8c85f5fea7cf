package proximal.notebook;

/** Says in one sentence why the notebooks cannot be set up or executed; without a stack trace, which would say no more. */
final class NotebookException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotebookException(String message) {
        super(message, null, false, false);
    }
}
