import CKernels

/// The instruction set that the kernels of this process use: the best that the processor has.
let kernelLevel = martlet_best_level()
