"""What JupyterLab does here other than by default."""

from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager


def without_version(model, **_):
    """Saves a notebook as the build does: without the version of the machine's JDK, so that saving alone changes nothing."""
    if model["type"] == "notebook":
        model["content"]["metadata"].get("language_info", {}).pop("version", None)


c.FileContentsManager.pre_save_hook = without_version  # noqa: F821
c.MappingKernelManager.default_kernel_name = "java"  # noqa: F821

# JupyterLab learns a kernel's state from the messages that this list does not name. The only ones between the start of a Java
# kernel and its first cell are about kernel_info (it keeps no history), so with them in the list the state is "Unknown" till then.
c.MappingKernelManager.untracked_message_types = [  # noqa: F821
    name
    for name in AsyncMappingKernelManager.class_traits()["untracked_message_types"].default()
    if not name.startswith("kernel_info")
]
